import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  DescribeSubnetsCommand,
  ModifyLaunchTemplateCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  FLEET_TAG,
  Instances,
  InstancesModule,
  INTENT_TAG,
  type LaunchOrder,
  type Offering,
  TEMPLATE_VERSION_TAG,
} from '@facefleet/aws';
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

  const onDemand: Offering = { purchase: 'on-demand' };

  function orderOf(fleet: string, intent: string, change: Partial<LaunchOrder> = {}): LaunchOrder {
    const templateVersion = 1;
    const tags = {
      [FLEET_TAG]: fleet,
      [INTENT_TAG]: intent,
      [TEMPLATE_VERSION_TAG]: String(templateVersion),
    };
    return {
      launchTemplateId,
      templateVersion,
      offerings: [onDemand],
      clientToken: `${fleet}-${intent}`,
      tags,
      ...change,
    };
  }

  async function launch(fleet: string, count: number, change?: Partial<LaunchOrder>): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) {
      const { instanceId } = await instances.launch(orderOf(fleet, `intent-${ids.length}`, change));
      ids.push(instanceId!);
    }
    return ids;
  }

  async function listedAs(fleet: string, instanceId: string) {
    return (await instances.list(fleet)).find((one) => one.instanceId === instanceId);
  }

  async function idsOf(fleet: string): Promise<string[]> {
    const listed = await instances.list(fleet);
    return listed
      .filter(({ state }) => state !== 'terminated')
      .map(({ instanceId }) => instanceId)
      .sort();
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
    const [small] = await launch('pinned', 1, { templateVersion: 2 });
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

  it.skipIf(!serverFound)('stops a machine and starts it again, and lists it all the while', async () => {
    const [id] = await launch('stopped', 1);
    const stateNow = async () => (await listedAs('stopped', id!))?.state;
    await instances.stop([id!]);
    await eventually(stateNow, (state) => state === 'stopped', 10_000);
    await instances.start([id!]);
    await eventually(stateNow, (state) => state === 'running', 10_000);
    await instances.start([id!]);
  });

  it.skipIf(!serverFound)(
    'tags a machine with its intent and version, and tells both with its offering',
    async () => {
      const spot: Offering = { purchase: 'spot', instanceType: 'c5.large' };
      const [id] = await launch('tagged', 1, { offerings: [spot] });
      expect(await listedAs('tagged', id!)).toMatchObject({
        intentId: 'intent-0',
        templateVersion: 1,
        offering: spot,
      });
    },
  );

  it.skipIf(!serverFound)(
    'launches one machine of several offerings through an instant fleet, tagged',
    async () => {
      const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
      const offerings = Subnets.slice(0, 2).map(({ SubnetId }) => ({
        ...onDemand,
        instanceType: 'c5.large',
        subnetId: SubnetId,
      }));
      expect(offerings).toHaveLength(2);
      const { instanceId, refusals } = await instances.launch(orderOf('fleet', 'one', { offerings }));
      expect(refusals).toEqual([]);
      expect(await listedAs('fleet', instanceId!)).toMatchObject({
        intentId: 'one',
        offering: { instanceType: 'c5.large' },
      });
      expect(await idsOf('fleet')).toEqual([instanceId]);
    },
  );

  it.skipIf(!serverFound)('asks in a dry run, and launches nothing', async () => {
    await instances.rehearse(orderOf('dry', 'one'));
    expect(await instances.list('dry')).toEqual([]);
  });

  it.skipIf(!serverFound)(
    'knows which version of the launch template is the default, and which the latest',
    async () => {
      const command = { LaunchTemplateId: launchTemplateId, DefaultVersion: '1' };
      await ec2.send(new ModifyLaunchTemplateCommand(command));
      expect(await instances.templateVersion(launchTemplateId, '$Default')).toBe(1);
      expect(await instances.templateVersion(launchTemplateId, '$Latest')).toBe(2);
    },
  );

  it.skipIf(!serverFound)("says EC2's own code when it refuses", async () => {
    const refused = instances.terminate(['i-0123456789abcdef0']);
    await expect(refused).rejects.toThrow(/^InvalidInstanceID\.NotFound: ./);
  });
});
