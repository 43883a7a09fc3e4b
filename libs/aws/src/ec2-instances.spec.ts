import { beforeEach, describe, expect, it } from 'vitest';
import { createEc2Client, Ec2Instances } from './ec2-instances';

/** What the SDK was asked, and what it is told that EC2 answered: nothing is sent anywhere. */
let asked: object[];
let answers: (object | Error)[];
let instances: Ec2Instances;

beforeEach(() => {
  [asked, answers] = [[], []];
  const client = createEc2Client({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      ({ input }) => {
        asked.push({ ...input }); // the paginator goes on with the same object
        const answer = answers.shift();
        if (answer === undefined) throw new Error('EC2 was not told what to answer');
        if (answer instanceof Error) throw answer;
        return Promise.resolve({ output: { $metadata: {}, ...answer }, response: {} });
      },
    { step: 'initialize', priority: 'low' },
  );
  instances = new Ec2Instances(client);
});

function described(InstanceId: string, Name = 'running') {
  return { InstanceId, State: { Name }, LaunchTime: new Date(1_900_000_000_000) };
}

describe('Ec2Instances', () => {
  it('lists all pages, whatever reservations the instances came with, and asks for ours alone', async () => {
    answers = [
      { Reservations: [{ Instances: [described('i-a'), described('i-b', 'pending')] }], NextToken: 'more' },
      { Reservations: [], NextToken: 'and more' },
      { Reservations: [{ Instances: [described('i-c', 'shutting-down')] }, {}] },
    ];
    const launchedAtMs = 1_900_000_000_000;
    expect(await instances.list('production')).toEqual([
      { instanceId: 'i-a', state: 'running', launchedAtMs },
      { instanceId: 'i-b', state: 'pending', launchedAtMs },
      { instanceId: 'i-c', state: 'shutting-down', launchedAtMs },
    ]);
    const Filters = [
      { Name: 'tag:facefleet:fleet', Values: ['production'] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'shutting-down'] },
    ];
    expect(asked).toMatchObject([
      { Filters, NextToken: undefined },
      { Filters, NextToken: 'more' },
      { Filters, NextToken: 'and more' },
    ]);
  });

  it('fails as a whole when a page does', async () => {
    const refusal = Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' });
    answers = [{ Reservations: [{ Instances: [described('i-a')] }], NextToken: 'more' }, refusal];
    await expect(instances.list('production')).rejects.toThrow(/^RequestLimitExceeded: slow down$/);
  });

  it('takes fewer instances than it asks for, which terminate when they shut down', async () => {
    answers = [{ Instances: [described('i-a', 'pending'), described('i-b', 'pending')] }];
    const tags = { 'facefleet:fleet': 'production' };
    const launch = { launchTemplateId: 'lt-1', version: '3', count: 5, clientToken: 'once', tags };
    expect(await instances.launch(launch)).toEqual(['i-a', 'i-b']);
    expect(asked).toEqual([
      {
        LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' },
        MinCount: 1,
        MaxCount: 5,
        ClientToken: 'once',
        InstanceInitiatedShutdownBehavior: 'terminate',
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'facefleet:fleet', Value: 'production' }] },
        ],
      },
    ]);
  });

  it('asks nothing of EC2 when there is nothing to terminate', async () => {
    await instances.terminate([]);
    expect(asked).toEqual([]);
  });
});
