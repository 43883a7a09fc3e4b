import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, largestName } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { Moto, motoFound, textOf } from './support/moto';
import { CallRecorder, type RecordedCall } from './support/recorded-calls';
import { redisServerFound } from './support/redis-found';
import { type RunningRedis, startRedisServer } from './support/redises';
import { eventually, freePort, PROJECT } from './support/system';

const run = promisify(execFile);
const found = motoFound && redisServerFound;
const DEADLINE_MS = 120_000;
const ADMIN_KEY = 'key-of-the-admin-in-a-test-of-the-stack';
const APPS = ['gateway', 'recognizer', 'scaler'] as const;
type App = (typeof APPS)[number];
/** It passes over them. */
const UNKNOWN_TO_MOTO = new Set([
  'AWS::Budgets::Budget',
  'AWS::CloudWatch::Alarm',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::Secret',
]);
type Environment = Record<string, string>;
interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

describe(
  `the stack of infra/${found ? '' : ' (skipped: no moto_server or no redis-server)'}`,
  { timeout: 3 * DEADLINE_MS },
  () => {
    let moto: Moto;
    let recorder: CallRecorder;
    let redis: RunningRedis;
    let models: string;
    let api: Api;
    const running: ChildProcess[] = [];
    let resources: Map<string, { type: string; id: string }>;

    beforeAll(async () => {
      if (!found) return;
      [moto, redis, models] = await Promise.all([
        Moto.start(),
        startRedisServer(),
        mkdtemp(join(tmpdir(), 'facefleet-stack-')),
      ]);
      recorder = await CallRecorder.start(moto.endpoint);
      const tool = ['--import', 'tsx', 'models/src/main.ts', '--mode', 'builtin', '--dir', models, '--json'];
      await run(process.execPath, tool, { cwd: PROJECT });
      await run(process.execPath, ['--import', 'tsx', 'infra/main.ts'], {
        cwd: PROJECT,
        env: { ...process.env, FACEFLEET_STACK_SETTINGS: undefined },
      });
    }, 2 * DEADLINE_MS);

    afterAll(async () => {
      if (!found) return;
      for (const child of running) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      recorder?.stop();
      await redis?.stop();
      await moto?.stop();
      await rm(models, { recursive: true, force: true });
    });

    it.runIf(found)('is created as it is, as far as moto knows its resources', async () => {
      const template = await readFile(join(PROJECT, 'cdk.out/facefleet.template.json'), 'utf8');
      // What an account has before: CDK's bootstrap, a certificate, the hash of the admin key.
      await moto.json('ssm', 'AmazonSSM.PutParameter', {
        Name: '/cdk-bootstrap/hnb659fds/version',
        Value: '30',
        Type: 'String',
      });
      const { CertificateArn } = await moto.json('acm', 'CertificateManager.RequestCertificate', {
        DomainName: 'faces.example.com',
      });
      await moto.json('secretsmanager', 'secretsmanager.CreateSecret', {
        Name: 'facefleet/admin-key-hash',
        SecretString: createHash('sha256').update(ADMIN_KEY).digest('hex'),
      });
      await moto.put('/templates');
      await moto.put('/templates/facefleet.json', template);
      await moto.query('cloudformation', '2010-05-15', 'CreateStack', {
        StackName: 'facefleet',
        TemplateURL: 'https://s3.amazonaws.com/templates/facefleet.json',
        'Parameters.member.1.ParameterKey': 'CertificateArn',
        'Parameters.member.1.ParameterValue': String(CertificateArn),
        'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
      });
      const stack = await moto.query('cloudformation', '2010-05-15', 'DescribeStacks', {
        StackName: 'facefleet',
      });
      expect(textOf(stack, 'StackStatus')).toBe('CREATE_COMPLETE');
      const listed = await moto.query('cloudformation', '2010-05-15', 'ListStackResources', {
        StackName: 'facefleet',
      });
      resources = new Map(
        [...listed.matchAll(/<member>(<LogicalResourceId>[\s\S]*?)<\/member>/g)].map(([, member]) => [
          textOf(member!, 'LogicalResourceId')!,
          { type: textOf(member!, 'ResourceType')!, id: textOf(member!, 'PhysicalResourceId')! },
        ]),
      );
      const { Resources } = JSON.parse(template) as { Resources: Record<string, { Type: string }> };
      const left = Object.entries(Resources).flatMap(([name, { Type }]) =>
        resources.has(name) ? [] : [Type],
      );
      expect(new Set(left)).toEqual(UNKNOWN_TO_MOTO);
    });

    it.runIf(found)('runs the three apps with what it tells them, to the answer', async () => {
      const gatewayPort = await freePort();
      start('gateway', await taskEnvironment('Gateway'), { FACEFLEET_PORT: String(gatewayPort) });
      start('scaler', await taskEnvironment('Scaler'), {
        FACEFLEET_SCALER_PORT: '0',
        FACEFLEET_TICK_MS: '500',
      });
      api = new Api(`http://127.0.0.1:${gatewayPort}`, ADMIN_KEY);
      const isReady = () =>
        api.request('GET', '/health/ready').then(
          ({ status }) => status,
          () => 0,
        );
      await eventually(isReady, (status) => status === 200, DEADLINE_MS);

      const [ada, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
      const waiting = api.enrol(ada.person, await demoPortrait(ada, 0));
      await eventually(machines, (ids) => ids.length === 1, DEADLINE_MS);
      // On the machine that the scaler has bought, its boot script would start this.
      const [instanceId] = await machines();
      start('recognizer', await workerEnvironment(), {
        FACEFLEET_WORKER_ID: instanceId!,
        FACEFLEET_HEALTH_PORT: '0',
        FACEFLEET_IMDS_URL: '',
      });
      await waiting;
      expect(largestName(await api.recognise(await demoPortrait(ada, 1)))).toBe(ada.person);
      await api.enrol(bob.person, await demoPortrait(bob, 0));
      const person = `/v1/galleries/default/people/${bob.person}`;
      expect((await api.request('GET', `${person}/export`)).status).toBe(200);
      const { body } = await api.request('DELETE', person);
      const { location } = (body as { erasure: { location: string } }).erasure;
      await eventually(
        async () => (await api.request('GET', location)).body as { status: string },
        ({ status }) => status === 'finished',
        DEADLINE_MS,
      );
      const form = new FormData();
      form.append('image', new Blob([new Uint8Array(await demoPortrait(ada, 2))]), 'ada.jpg');
      const batch = (await api.request('POST', '/v1/batches', { body: form })).body as { location: string };
      await eventually(
        async () => (await api.request('GET', batch.location)).body as { status: string },
        ({ status }) => status === 'finished',
        DEADLINE_MS,
      );
    });

    it.runIf(found).each(APPS)('allows all that the %s has asked for, by its role', async (app) => {
      const statements = await statementsOf(app);
      const calls = recorder.calls.filter(({ by }) => by === app);
      expect(calls.length).toBeGreaterThan(10);
      const refused = calls.filter((call) => !statements.some((statement) => allows(statement, call)));
      expect([...new Set(refused.map(({ action, resource }) => `${action} ${resource}`))]).toEqual([]);
    });

    it.runIf(found)('would not allow one what another one asks for', async () => {
      const scaler = await statementsOf('scaler');
      const images = recorder.calls.filter(
        ({ by, action, resource }) =>
          by === 'recognizer' && action === 's3:GetObject' && /images/.test(resource),
      );
      expect(images.length).toBeGreaterThan(0);
      for (const call of images) expect(scaler.some((statement) => allows(statement, call))).toBe(false);
    });

    function start(app: App, told: Environment, here: Environment): void {
      const env = {
        PATH: process.env.PATH,
        TMPDIR: models,
        ...told,
        AWS_ACCESS_KEY_ID: app,
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_ENDPOINT_URL: recorder.endpoint,
        REDIS_URL: `redis://127.0.0.1:${redis.port}`,
        FACEFLEET_ADMIN_KEY_SHA256: createHash('sha256').update(ADMIN_KEY).digest('hex'),
        FACEFLEET_MODEL: 'dlib-resnet',
        FACEFLEET_MODELS_DIR: models,
        FACEFLEET_SWEEP_S: '1',
        ...here,
      };
      const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
      const child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
        cwd: PROJECT,
        env: set,
        stdio: 'ignore',
      });
      running.push(child);
    }

    const idOf = (type: string, beginning: string) =>
      [...resources.entries()].find(([name, one]) => one.type === type && name.startsWith(beginning))![1].id;

    /** Of the container in the task definition. */
    async function taskEnvironment(beginning: string): Promise<Environment> {
      const { taskDefinition } = (await moto.json(
        'ecs',
        'AmazonEC2ContainerServiceV20141113.DescribeTaskDefinition',
        { taskDefinition: idOf('AWS::ECS::TaskDefinition', beginning) },
      )) as {
        taskDefinition: { containerDefinitions: { environment: { name: string; value: string }[] }[] };
      };
      const { environment } = taskDefinition.containerDefinitions[0]!;
      return Object.fromEntries(environment.map(({ name, value }) => [name, String(value)]));
    }

    /** Of the boot script in the launch template. */
    async function workerEnvironment(): Promise<Environment> {
      const versions = await moto.query('ec2', '2016-11-15', 'DescribeLaunchTemplateVersions', {
        LaunchTemplateId: idOf('AWS::EC2::LaunchTemplate', 'Workers'),
      });
      const script = Buffer.from(textOf(versions, 'userData')!, 'base64').toString();
      const [, file = ''] = /worker\.env <<'END'\n([\s\S]*?)\nEND\n/.exec(script) ?? [];
      return Object.fromEntries(
        file.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)),
      ) as Environment;
    }

    async function machines(): Promise<string[]> {
      const listed = await moto.query('ec2', '2016-11-15', 'DescribeInstances', {
        'Filter.1.Name': 'tag:facefleet:fleet',
        'Filter.1.Value.1': 'facefleet',
      });
      return [...listed.matchAll(/<instanceId>([^<]*)</g)].map(([, id]) => id!);
    }

    async function statementsOf(app: App): Promise<Statement[]> {
      const name = `${app[0]!.toUpperCase()}${app.slice(1)}Role`;
      const RoleName = idOf('AWS::IAM::Role', name);
      const listed = await moto.query('iam', '2010-05-08', 'ListRolePolicies', { RoleName });
      const names = [...listed.matchAll(/<member>([^<]*)<\/member>/g)].map(([, policy]) => policy!);
      const policies = await Promise.all(
        names.map((PolicyName) => moto.query('iam', '2010-05-08', 'GetRolePolicy', { RoleName, PolicyName })),
      );
      return policies.flatMap((xml) => {
        // moto writes a policy of a stack as Python would.
        const text = textOf(xml, 'PolicyDocument')!.replaceAll("'", '"');
        return (JSON.parse(text) as { Statement: Statement[] }).Statement;
      });
    }
  },
);

/** Conditions are left out: the tests of `infra/` hold them against the code. */
function allows({ Effect, Action, Resource }: Statement, { action, resource }: RecordedCall): boolean {
  return (
    Effect === 'Allow' &&
    [Action].flat().includes(action) &&
    (resource === '*' || [Resource].flat().some((pattern) => matches(pattern, resource)))
  );
}

function matches(pattern: string, resource: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${expression.join('.*')}$`).test(resource);
}
