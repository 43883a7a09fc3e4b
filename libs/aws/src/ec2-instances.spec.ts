import { beforeEach, describe, expect, it } from 'vitest';
import { createEc2Client, Ec2Instances } from './ec2-instances';
import type { LaunchOrder } from './instances';
import type { Offering } from './offering';

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
const failure = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('it says'), { name, $metadata: { httpStatusCode } });

const spotA: Offering = { instanceType: 'c7i.large', subnetId: 'subnet-a', purchase: 'spot' };
const spotB: Offering = { instanceType: 'c7i.large', subnetId: 'subnet-b', purchase: 'spot' };
const onDemand: Offering = { purchase: 'on-demand' };
const orderOf = (...offerings: Offering[]): LaunchOrder => ({
  launchTemplateId: 'lt-1',
  templateVersion: 3,
  clientToken: 'once',
  tags: { 'facefleet:fleet': 'production' },
  offerings,
});

describe('Ec2Instances', () => {
  it('lists all pages, whatever reservations the instances came with, and asks for ours alone', async () => {
    const Tags = [
      { Key: 'facefleet:intent', Value: 'intent-a' },
      { Key: 'facefleet:template-version', Value: '3' },
    ];
    const spot = { InstanceLifecycle: 'spot', InstanceType: 'c7i.large', SubnetId: 'subnet-a', Tags };
    answers = [
      {
        Reservations: [{ Instances: [{ ...described('i-a'), ...spot }, described('i-b', 'stopped')] }],
        NextToken: 'more',
      },
      { Reservations: [], NextToken: 'and more' },
      { Reservations: [{ Instances: [described('i-c', 'terminated')] }, {}] },
    ];
    const launchedAtMs = 1_900_000_000_000;
    expect(await instances.list('production')).toEqual([
      {
        instanceId: 'i-a',
        state: 'running',
        launchedAtMs,
        offering: spotA,
        intentId: 'intent-a',
        templateVersion: 3,
      },
      { instanceId: 'i-b', state: 'stopped', launchedAtMs, offering: onDemand },
      { instanceId: 'i-c', state: 'terminated', launchedAtMs, offering: onDemand },
    ]);
    const Filters = [{ Name: 'tag:facefleet:fleet', Values: ['production'] }];
    expect(asked).toMatchObject([
      { Filters, NextToken: undefined },
      { Filters, NextToken: 'more' },
      { Filters, NextToken: 'and more' },
    ]);
  });

  it('fails as a whole when a page does', async () => {
    answers = [
      { Reservations: [{ Instances: [described('i-a')] }], NextToken: 'more' },
      failure('RequestLimitExceeded'),
    ];
    await expect(instances.list('production')).rejects.toThrow(/^RequestLimitExceeded: it says$/);
  });

  it('launches a single offering such that it terminates when it shuts down', async () => {
    answers = [{ Instances: [described('i-a', 'pending')] }];
    expect(await instances.launch(orderOf(spotA))).toEqual({ instanceId: 'i-a', refusals: [] });
    expect(asked).toEqual([
      {
        LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '3' },
        MinCount: 1,
        MaxCount: 1,
        ClientToken: 'once',
        InstanceInitiatedShutdownBehavior: 'terminate',
        InstanceType: 'c7i.large',
        SubnetId: 'subnet-a',
        InstanceMarketOptions: {
          MarketType: 'spot',
          SpotOptions: { SpotInstanceType: 'one-time', InstanceInterruptionBehavior: 'terminate' },
        },
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'facefleet:fleet', Value: 'production' }] },
        ],
      },
    ]);
  });

  it('asks for several offerings in our order, and tells which of them were refused beside the one that was had', async () => {
    answers = [
      {
        Instances: [{ InstanceIds: ['i-a'] }],
        Errors: [
          {
            ErrorCode: 'InsufficientInstanceCapacity',
            ErrorMessage: 'none here',
            LaunchTemplateAndOverrides: {
              Overrides: { InstanceType: 'c7i.large', SubnetId: 'subnet-a', Priority: 0 },
            },
          },
        ],
      },
    ];
    const message = 'InsufficientInstanceCapacity: none here';
    expect(await instances.launch(orderOf(spotA, spotB))).toEqual({
      instanceId: 'i-a',
      refusals: [{ offering: spotA, kind: 'insufficient-capacity', message }],
    });
    expect(asked).toMatchObject([
      {
        Type: 'instant',
        ClientToken: 'once',
        TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
        LaunchTemplateConfigs: [
          {
            LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '3' },
            Overrides: [
              { InstanceType: 'c7i.large', SubnetId: 'subnet-a', Priority: 0 },
              { InstanceType: 'c7i.large', SubnetId: 'subnet-b', Priority: 1 },
            ],
          },
        ],
      },
    ]);
  });

  it('takes a fleet that failed for another reason than capacity for a failure, and silence for an open question', async () => {
    const Errors = [{ ErrorCode: 'UnauthorizedOperation', ErrorMessage: 'no' }];
    answers = [{ Instances: [], Errors }, {}];
    const refused = { kind: 'unauthorised', outcome: 'refused', message: 'UnauthorizedOperation: no' };
    await expect(instances.launch(orderOf(spotA, spotB))).rejects.toMatchObject(refused);
    const unknown = { kind: 'other', outcome: 'unknown' };
    await expect(instances.launch(orderOf(spotA, spotB))).rejects.toMatchObject(unknown);
  });

  it.each([
    ['InsufficientInstanceCapacity', 500, 'insufficient-capacity'],
    ['VcpuLimitExceeded', 400, 'limit-exceeded'],
  ])('takes %s for an answer about the offering', async (code, status, kind) => {
    answers = [failure(code, status)];
    const refusals = [{ offering: onDemand, kind, message: `${code}: it says` }];
    expect(await instances.launch(orderOf(onDemand))).toEqual({ refusals });
  });

  it.each([
    ['RequestLimitExceeded', 503, 'throttled', 'refused'],
    ['UnauthorizedOperation', 403, 'unauthorised', 'refused'],
    ['IdempotentParameterMismatch', 400, 'idempotency-mismatch', 'refused'],
    ['InvalidParameterValue', 400, 'other', 'refused'],
    ['InternalError', 500, 'other', 'unknown'],
    ['TimeoutError', undefined, 'other', 'unknown'],
  ])('says of %s what it means, and whether EC2 may have acted', async (code, status, kind, outcome) => {
    answers = [failure(code, status)];
    await expect(instances.launch(orderOf(onDemand))).rejects.toMatchObject({ kind, outcome });
  });

  it('takes what EC2 says of a dry run that it would do for a yes', async () => {
    answers = [failure('DryRunOperation', 412), failure('UnauthorizedOperation', 403)];
    await instances.rehearse(orderOf(spotA));
    expect(asked).toMatchObject([{ DryRun: true, MaxCount: 1 }]);
    await expect(instances.rehearse(orderOf(spotA))).rejects.toMatchObject({ kind: 'unauthorised' });
  });

  it('finds out which version of a template is meant', async () => {
    const LaunchTemplates = [{ DefaultVersionNumber: 3, LatestVersionNumber: 5 }];
    answers = [{ LaunchTemplates }, { LaunchTemplates }, { LaunchTemplates: [] }];
    expect(await instances.templateVersion('lt-1', '$Default')).toBe(3);
    expect(await instances.templateVersion('lt-1', '$Latest')).toBe(5);
    await expect(instances.templateVersion('lt-1', '$Latest')).rejects.toThrow('lt-1 has no $Latest');
  });

  it('asks nothing of EC2 about no instances', async () => {
    await instances.terminate([]);
    await instances.stop([]);
    await instances.start([]);
    expect(asked).toEqual([]);
  });
});
