import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { connectEvents, EventPublisher } from '@facefleet/cache';
import { Events, type WorkerState } from '@facefleet/contracts';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scalerConfig } from '../apps/scaler/src/config';
import { Fleet } from '../apps/scaler/src/fleet/fleet';
import { ScalerModule } from '../apps/scaler/src/scaler.module';
import { redisServerFound } from './support/redis-found';
import { type RunningRedis, startRedisServer } from './support/redises';
import { eventually, freePort } from './support/system';

const SERVER = 'moto_server';
const found = redisServerFound && spawnSync(SERVER, ['--help'], { stdio: 'ignore' }).status === 0;
const DEADLINE_MS = 60_000;

describe(`two scalers of one EC2 fleet${found ? '' : ` (skipped: no ${SERVER} or no redis-server)`}`, () => {
  const region = 'us-east-1';
  let server: ChildProcess;
  let redis: RunningRedis;
  let ec2: EC2Client;
  let s3: S3Client;
  let env: NodeJS.ProcessEnv;
  const apps: INestApplication[] = [];

  beforeAll(async () => {
    if (!found) return;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    server = spawn(SERVER, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    redis = await startRedisServer();
    const up = () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      );
    await eventually(up, (answers) => answers, DEADLINE_MS);
    ec2 = new EC2Client({ region, endpoint });
    s3 = new S3Client({ region, endpoint, forcePathStyle: true });
    const sqs = new SQSClient({ region, endpoint });
    for (const Bucket of ['images', 'results', 'galleries'])
      await s3.send(new CreateBucketCommand({ Bucket }));
    const queueUrls = ['requests', 'bulk'].map(async (QueueName) => {
      return (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl;
    });
    const [FACEFLEET_QUEUE_URL, FACEFLEET_BULK_QUEUE_URL] = await Promise.all(queueUrls);
    sqs.destroy();
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
    const LaunchTemplateData = { ImageId: Images![0]!.ImageId, InstanceType: 't3.micro' as const };
    const template = { LaunchTemplateName: 'workers', LaunchTemplateData };
    const { LaunchTemplate } = await ec2.send(new CreateLaunchTemplateCommand(template));
    env = {
      AWS_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      FACEFLEET_QUEUE_URL,
      FACEFLEET_BULK_QUEUE_URL,
      FACEFLEET_IMAGES_BUCKET: 'images',
      FACEFLEET_RESULTS_BUCKET: 'results',
      FACEFLEET_GALLERIES_BUCKET: 'galleries',
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      FACEFLEET_FLEET: 'ec2',
      FACEFLEET_LAUNCH_TEMPLATE_ID: LaunchTemplate!.LaunchTemplateId,
      FACEFLEET_FLEET_TAG: 'pair',
      FACEFLEET_MIN_WORKERS: '1',
      FACEFLEET_SCALER_PORT: '0',
      FACEFLEET_LOG_LEVEL: 'silent',
    };
  });

  afterAll(async () => {
    if (!found) return;
    for (const app of apps) await app.close();
    for (const client of [ec2, s3]) client.destroy();
    await redis.stop();
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  });

  async function startScaler(): Promise<INestApplication> {
    const config = scalerConfig(env);
    const app = await NestFactory.create(ScalerModule.forRoot(config), {
      logger: false,
      abortOnError: false,
    });
    apps.push(app);
    connectEvents(app, config.REDIS_URL);
    await app.listen(0, '127.0.0.1');
    return app;
  }

  async function machines(): Promise<string[]> {
    const Filters = [
      { Name: 'tag:facefleet:fleet', Values: ['pair'] },
      { Name: 'instance-state-name', Values: ['pending', 'running'] },
    ];
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    return Reservations.flatMap(({ Instances = [] }) =>
      Instances.flatMap(({ InstanceId }) => InstanceId ?? []),
    );
  }

  /** An intent stays as long as a list of EC2's may lack its machine, or until that has ended. */
  async function onlyItsIntentIsLeft(): Promise<void> {
    const command = new ListObjectsV2Command({ Bucket: 'results', Prefix: 'fleet/pair/intents/' });
    const count = async () => (await s3.send(command)).KeyCount ?? 0;
    await eventually(count, (intents) => intents === 1, DEADLINE_MS);
  }

  const oneBut = (...others: string[]) =>
    eventually(machines, (ids) => ids.length === 1 && !others.includes(ids[0]!), DEADLINE_MS);

  function say(app: INestApplication, workerId: string, state: WorkerState): void {
    const heartbeat = { workerId, state, atMs: Date.now(), slots: 1, busySlots: 0, finished: 0 };
    app.get(EventPublisher, { strict: false }).publish(Events.workerHeartbeat, heartbeat);
  }

  it.skipIf(!found)(
    'buy one machine between them, end it once its worker has drained, and one takes over from the other',
    async () => {
      const leader = await startScaler();
      const [first] = await oneBut();
      await onlyItsIntentIsLeft();
      const other = await startScaler();
      const standby = other.get(Fleet, { strict: false });
      await eventually(
        () => standby.list(),
        (members) => members.some(({ workerId }) => workerId === first),
        DEADLINE_MS,
      );
      expect([leader.get(Fleet, { strict: false }).standsBy(), standby.standsBy()]).toEqual([false, true]);

      const second = await eventually(
        () => {
          say(leader, first!, 'drained'); // an event may be lost: workers and we say things more than once
          return machines();
        },
        (ids) => ids.length === 1 && ids[0] !== first,
        DEADLINE_MS,
      );
      await onlyItsIntentIsLeft();

      await leader.close();
      apps.splice(apps.indexOf(leader), 1);
      await eventually(
        () => Promise.resolve(standby.standsBy()),
        (standsBy) => !standsBy,
        DEADLINE_MS,
      );
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: second }));
      await oneBut(first!, ...second);
      await onlyItsIntentIsLeft();
    },
  );
});
