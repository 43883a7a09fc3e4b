import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { FLEET_TAG, Instances, InstancesModule } from '@facefleet/aws';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, freePort } from './support/system';

/** Serves as EC2, independently of us; the project does not depend on it. */
const SERVER = 'moto_server';
const serverFound = spawnSync(SERVER, ['--help'], { stdio: 'ignore' }).status === 0;
const BOOT_DEADLINE_MS = 60_000;

describe(`EC2 through the adapter${serverFound ? '' : ` (skipped: no ${SERVER} on the PATH)`}`, () => {
  const region = 'us-east-1';
  let server: ChildProcess;
  let ec2: EC2Client;
  let app: TestingModule;
  let instances: Instances;
  let launchTemplateId: string;
  let ImageId: string;

  beforeAll(async () => {
    if (!serverFound) return;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    server = spawn(SERVER, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    ec2 = new EC2Client({ region, endpoint });
    const up = () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      );
    await eventually(up, (answers) => answers, BOOT_DEADLINE_MS);
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    ImageId = Images![0]!.ImageId!;
    launchTemplateId = await makeTemplate();
    app = await Test.createTestingModule({
      imports: [InstancesModule.forRoot({ region, endpoint })],
    }).compile();
    await app.init();
    instances = app.get(Instances);
  });

  afterAll(async () => {
    if (!serverFound) return;
    await app.close();
    ec2.destroy();
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  });

  /** Version 1 asks for t3.micro, version 2 for t3.small. */
  async function makeTemplate(): Promise<string> {
    const { LaunchTemplate } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'workers',
        LaunchTemplateData: { ImageId, InstanceType: 't3.micro' },
      }),
    );
    const { LaunchTemplateId } = LaunchTemplate!;
    const LaunchTemplateData = { ImageId, InstanceType: 't3.small' as const };
    await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
    return LaunchTemplateId!;
  }

  /** One by one: this server launches `MinCount` instances, of whatever `MaxCount` allows. */
  async function launch(fleet: string, count: number, version = '1'): Promise<string[]> {
    const tags = { [FLEET_TAG]: fleet };
    const ids: string[] = [];
    while (ids.length < count) {
      const clientToken = `${fleet}-${ids.length}`;
      ids.push(...(await instances.launch({ launchTemplateId, version, count: 1, clientToken, tags })));
    }
    return ids;
  }

  async function idsOf(fleet: string): Promise<string[]> {
    return (await instances.list(fleet)).map(({ instanceId }) => instanceId).sort();
  }

  async function stateOf(instanceId: string): Promise<string | undefined> {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    return Reservations?.[0]?.Instances?.[0]?.State?.Name;
  }

  it.skipIf(!serverFound)('lists what it launched, by tag and with the time of the launch', async () => {
    const beforeMs = Date.now();
    const ids = await launch('listed', 3);
    expect(ids).toHaveLength(3);
    await launch('other', 1);
    const listed = await instances.list('listed');
    expect(listed.map(({ instanceId }) => instanceId).sort()).toEqual(ids.sort());
    for (const { launchedAtMs, state } of listed) {
      expect(['pending', 'running']).toContain(state);
      expect(launchedAtMs).toBeGreaterThanOrEqual(beforeMs - 1_000); // EC2 keeps whole seconds
      expect(launchedAtMs).toBeLessThanOrEqual(Date.now());
    }
  });

  it.skipIf(!serverFound)('launches from the pinned version of the template', async () => {
    const [small] = await launch('pinned', 1, '2');
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [small!] }));
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({ InstanceType: 't3.small', ImageId });
    expect(await stateOf(small!)).toBe('running');
  });

  it.skipIf(!serverFound)('terminates what it is told to and touches nothing else', async () => {
    const [gone, stays] = await launch('ended', 2);
    const foreign = await ec2.send(new RunInstancesCommand({ ImageId, MinCount: 1, MaxCount: 1 }));
    const foreignId = foreign.Instances![0]!.InstanceId!;
    await instances.terminate([gone!]);
    await instances.terminate([gone!]);
    await instances.terminate([]);
    await eventually(
      () => idsOf('ended'),
      (ids) => !ids.includes(gone!),
      10_000,
    );
    expect(await idsOf('ended')).toEqual([stays]);
    expect(await stateOf(gone!)).toBe('terminated');
    expect([await stateOf(stays!), await stateOf(foreignId)]).toEqual(['running', 'running']);
  });

  it.skipIf(!serverFound)('does not list an instance that is stopped', async () => {
    const ids = await launch('stopped', 2);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [ids[0]!] }));
    await eventually(
      () => stateOf(ids[0]!),
      (state) => state === 'stopped',
      10_000,
    );
    expect(await idsOf('stopped')).toEqual([ids[1]]);
  });

  it.skipIf(!serverFound)("says EC2's own code when it refuses", async () => {
    const refused = instances.terminate(['i-0123456789abcdef0']);
    await expect(refused).rejects.toThrow(/^InvalidInstanceID\.NotFound: ./);
  });
});
