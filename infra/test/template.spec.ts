import { lifecycleRules, VISIBILITY_TIMEOUT_S } from '@facefleet/aws';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bootScript, containerOf } from './containers';
import { anchorsOf } from './runbook';
import { synthesised } from './synthesised';

const { stack, images } = synthesised();
type Properties = Record<string, unknown>;
const properties = (type: string): Properties[] =>
  stack.resources(type).map(([, { Properties }]) => Properties);

describe('buckets', () => {
  it('are private, encrypted, and outlive the stack', () => {
    const buckets = stack.resources('AWS::S3::Bucket');
    expect(buckets).toHaveLength(3);
    for (const [, { Properties, DeletionPolicy }] of buckets) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(JSON.stringify(Properties.BucketEncryption)).toContain('AES256');
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties.VersioningConfiguration).toBeUndefined();
    }
  });

  it('delete by themselves what libs/aws says that they may', () => {
    const { stack: expiring } = synthesised({ answersDays: 90 });
    const { LifecycleConfiguration } = expiring.one('AWS::S3::Bucket', 'Bucketsimages').Properties;
    const rules = (
      LifecycleConfiguration as { Rules: { Id: string; Prefix?: string; ExpirationInDays?: number }[] }
    ).Rules;
    expect(rules.map(({ Id, Prefix = '', ExpirationInDays }) => [Id, Prefix, ExpirationInDays])).toEqual(
      lifecycleRules('images', 90).map(({ ID, Filter, Expiration }) => [ID, Filter.Prefix, Expiration?.Days]),
    );
  });

  it('have one more for an audit log that nobody can delete from', () => {
    const audit = synthesised({ auditLockDays: 365 }).stack.one('AWS::S3::Bucket', 'Bucketsaudit').Properties;
    expect(audit.ObjectLockConfiguration).toMatchObject({
      Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } },
    });
  });
});

describe('queues', () => {
  const queue = (name: string) => stack.one('AWS::SQS::Queue', `Queues${name}`).Properties;

  it.each([
    ['requests', 'deadletters', VISIBILITY_TIMEOUT_S, 10],
    ['bulk', 'bulkdeadletters', VISIBILITY_TIMEOUT_S, 10],
    ['webhooks', 'webhookdeadletters', 30, 1000],
  ])('%s puts aside into %s what it could not deliver', (name, dead, VisibilityTimeout, maxReceiveCount) => {
    const found = stack
      .resources('AWS::SQS::Queue')
      .filter(([id]) => new RegExp(`^Queues${name}[0-9A-F]{8}$`).test(id));
    expect(found).toHaveLength(1);
    const [, { Properties }] = found[0]!;
    expect(Properties).toMatchObject({
      VisibilityTimeout,
      MessageRetentionPeriod: 345_600,
      SqsManagedSseEnabled: true,
    });
    const redrive = Properties.RedrivePolicy as { deadLetterTargetArn: unknown; maxReceiveCount: number };
    expect(stack.text(redrive.deadLetterTargetArn)).toMatch(new RegExp(`^<Queues${dead}[0-9A-F]{8}.Arn>$`));
    expect(redrive.maxReceiveCount).toBe(maxReceiveCount);
    expect(queue(dead)).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });
});

describe('workers', () => {
  const data = stack.one('AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as Properties;

  it('have IMDSv2 only, for themselves only, and end when they are shut down from inside', () => {
    expect(data.MetadataOptions).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(data.InstanceInitiatedShutdownBehavior).toBe('terminate');
  });

  it('have encrypted volumes that go with them', () => {
    const mappings = data.BlockDeviceMappings as { Ebs: Properties }[];
    expect(mappings).not.toHaveLength(0);
    for (const { Ebs } of mappings) expect(Ebs).toMatchObject({ Encrypted: true, DeleteOnTermination: true });
  });

  it('run a container that is not root and can write to its folder for temporary files only', () => {
    const script = bootScript(stack);
    expect(script).toContain('--user 1000:1000 --read-only --cap-drop ALL --security-opt no-new-privileges');
    expect(script).toMatch(/--tmpfs \/tmp:rw,noexec,nosuid,nodev,mode=0700/);
    const onDisk = bootScript(synthesised({ workers: { temporary: 'disk' } }).stack);
    expect(onDisk).toContain('--volume /var/lib/facefleet-tmp:/tmp');
    expect(onDisk).not.toContain('--tmpfs');
  });

  it('have scripts that bash can read, and shut the machine down after whatever ended', () => {
    const script = bootScript(stack);
    const worker = script.slice(script.indexOf('<<', script.indexOf('facefleet-worker <<')));
    for (const text of [script, worker.slice(worker.indexOf('\n') + 1, worker.indexOf('\nEND\n'))]) {
      expect(text).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n/);
      expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
    expect(script).toContain('ExecStopPost=/usr/sbin/shutdown -h +1');
    expect(Buffer.byteLength(script)).toBeLessThan(16_384);
  });

  it('are of one architecture', () => {
    const x86 = synthesised({ architecture: 'x86_64' }).stack;
    expect(JSON.stringify(x86.json.Parameters)).toContain('al2023-ami-kernel-default-x86_64');
    const [task] = x86.resources('AWS::ECS::TaskDefinition');
    expect(task?.[1].Properties.RuntimePlatform).toMatchObject({ CpuArchitecture: 'X86_64' });
  });
});

describe('services', () => {
  it.each(['gateway', 'scaler'] as const)('the %s is not root, and writes nowhere', (app) => {
    expect(containerOf(stack, app)).toMatchObject({
      User: '1000:1000',
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Drop: ['ALL'] } },
    });
  });

  it('are two gateways and two scalers, one of which stands by', () => {
    const counts = properties('AWS::ECS::Service').map(({ DesiredCount }) => DesiredCount);
    expect(counts).toEqual([2, 2]);
  });

  it('have public addresses only where webhooks are to be reached', () => {
    const addresses = (of: typeof stack) =>
      of
        .resources('AWS::ECS::Service')
        .map(([, { Properties }]) => JSON.stringify(Properties.NetworkConfiguration).includes('"ENABLED"'));
    expect(addresses(stack)).toEqual([false, false]);
    expect(addresses(synthesised({ webhooks: true }).stack).sort()).toEqual([false, true]);
  });

  it('keep images under tags that cannot be moved', () => {
    const repositories = images.resources('AWS::ECR::Repository');
    expect(repositories).toHaveLength(3);
    for (const [, { Properties }] of repositories) expect(Properties.ImageTagMutability).toBe('IMMUTABLE');
  });
});

describe('the network', () => {
  it('lets clients in by TLS only, and asks gateways whether they are ready', () => {
    expect(properties('AWS::ElasticLoadBalancingV2::Listener')).toMatchObject([
      { Port: 443, Protocol: 'HTTPS' },
    ]);
    expect(properties('AWS::ElasticLoadBalancingV2::TargetGroup')).toMatchObject([
      { HealthCheckPath: '/health/ready' },
    ]);
  });

  it('has no way out of its private subnets but endpoints', () => {
    expect(properties('AWS::EC2::NatGateway')).toEqual([]);
    const services = properties('AWS::EC2::VPCEndpoint').map(({ ServiceName }) =>
      stack.text(ServiceName).split('us-east-1.').at(-1),
    );
    expect(services.sort()).toEqual(['ec2', 'ecr.api', 'ecr.dkr', 'logs', 's3', 'secretsmanager', 'sqs']);
  });

  it('has a Redis with TLS, a password, encrypted, and a second node', () => {
    expect(properties('AWS::ElastiCache::ReplicationGroup')).toMatchObject([
      {
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: 'required',
        AtRestEncryptionEnabled: true,
        AutomaticFailoverEnabled: true,
        NumCacheClusters: 2,
      },
    ]);
  });

  it('has secrets in no template: what stands there is where to look them up', () => {
    const text = JSON.stringify(stack.json);
    expect(text).not.toMatch(/"SecretString":"[^{]/);
    expect(text).toContain('{{resolve:secretsmanager:');
  });
});

describe('alarms', () => {
  const alarms = properties('AWS::CloudWatch::Alarm') as { AlarmName: string; AlarmDescription: string }[];

  it('say in what section of the runbook stands what to do', () => {
    const anchors = anchorsOf('docs/runbook.md');
    expect(alarms.length).toBeGreaterThanOrEqual(10);
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, anchor] = /docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription) ?? [];
      expect(anchors, AlarmName).toContain(anchor);
    }
  });

  it('cover everything that the runbook knows', () => {
    const named = alarms.map(({ AlarmName }) => AlarmName.replace(/^facefleet-/, ''));
    const others = ['runbook', 'rehearse-an-alarm'];
    const sections = [...anchorsOf('docs/runbook.md')].filter((anchor) => !others.includes(anchor));
    expect([...named, 'monthly-budget'].sort()).toEqual(sections.sort());
  });

  it('watch the promised time', () => {
    const late = synthesised({ fleet: { deadlineS: 60 } }).stack.one(
      'AWS::CloudWatch::Alarm',
      'Alarmsanswerslate',
    );
    expect(late.Properties).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 60 });
  });
});

describe('logs', () => {
  it('go after a while', () => {
    const groups = properties('AWS::Logs::LogGroup');
    expect(groups.map(({ RetentionInDays }) => RetentionInDays)).toEqual([30, 30, 30]);
  });
});
