import { describe, expect, it } from 'vitest';
import { synthesised } from './synthesised';

const DESCRIBE = 'EC2 knows no resources for its Describe calls';
const LOGIN = 'a login is to the registry of the account as a whole';
const ENDPOINT =
  'what passes is decided by the roles; others than ours are kept out by the condition on the account';

/** Actions that are allowed on every resource, each with the reason. Nothing else may be. */
const ON_EVERYTHING: Record<string, string> = {
  'GatewayExecutionRole ecr:GetAuthorizationToken': LOGIN,
  'ScalerExecutionRole ecr:GetAuthorizationToken': LOGIN,
  'RecognizerRole ecr:GetAuthorizationToken': LOGIN,
  'ScalerRole ec2:DescribeInstances': DESCRIBE,
  'ScalerRole ec2:DescribeLaunchTemplates': DESCRIBE,
  'NetworkVpcEcr ecr:GetAuthorizationToken': LOGIN,
  'NetworkVpcEcrDocker ecr:GetAuthorizationToken': LOGIN,
  'NetworkVpcEc2 ec2:DescribeInstances': ENDPOINT,
  'NetworkVpcEc2 ec2:DescribeLaunchTemplates': ENDPOINT,
  'NetworkVpcEc2 ec2:RunInstances': ENDPOINT,
  'NetworkVpcEc2 ec2:CreateFleet': ENDPOINT,
  'NetworkVpcEc2 ec2:CreateTags': ENDPOINT,
  'NetworkVpcEc2 ec2:StartInstances': ENDPOINT,
  'NetworkVpcEc2 ec2:StopInstances': ENDPOINT,
  'NetworkVpcEc2 ec2:TerminateInstances': ENDPOINT,
};

/** Logical ids end in a hash. */
const nameOf = (id: string) => id.replace(/[0-9A-F]{8}$/, '');

describe.each([
  ['as it comes', {}],
  ['with everything', { webhooks: true, auditLockDays: 30, alarms: { email: 'ops@example.com' } }],
])('the statements of the template, %s', (_, given) => {
  const { stack, images } = synthesised(given);
  const allowed = [stack, images]
    .flatMap((template) => [...template.policies()])
    .flatMap(({ where, statements }) =>
      statements.filter(({ Effect }) => Effect === 'Allow').map((one) => ({ where: nameOf(where), ...one })),
    );

  it('are there', () => {
    expect(allowed.length).toBeGreaterThan(30);
  });

  it('allow no action by a wildcard', () => {
    expect(allowed.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });

  it('allow on every resource only what somebody has given a reason for, and that is all needed', () => {
    const wide = allowed
      .filter(({ Resource }) => Resource.includes('*'))
      .flatMap(({ where, Action }) => Action.map((action) => `${where} ${action}`));
    expect([...new Set(wide)].sort()).toEqual(Object.keys(ON_EVERYTHING).sort());
  });

  it('let S3 resources end in a wildcard only behind a prefix, but for endpoints', () => {
    const whole = allowed
      .filter(({ where }) => !where.startsWith('NetworkVpc'))
      .flatMap(({ Resource }) => Resource)
      .filter((resource) => /Arn>\/\*$/.test(resource));
    expect(whole).toEqual([]);
  });

  it('refuse buckets and queues to whoever comes without TLS', () => {
    const guarded = [...stack.policies()]
      .filter(({ statements }) =>
        statements.some(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport']?.[0] === 'false',
        ),
      )
      .map(({ where }) => where);
    const needed = stack.resources('AWS::S3::Bucket').length + stack.resources('AWS::SQS::Queue').length;
    expect(guarded.filter((id) => /^(Buckets|Queues)/.test(id))).toHaveLength(needed);
  });
});

describe('the audit log', () => {
  it.each([
    ['beside the galleries', {}],
    ['with a bucket of its own', { auditLockDays: 30 }],
  ])('%s, is one that nobody can delete from', (_, given) => {
    const { stack } = synthesised(given);
    const deleting = ['GatewayRole', 'RecognizerRole', 'ScalerRole']
      .flatMap((role) => stack.allowed(role))
      .filter(({ Action }) => Action.includes('s3:DeleteObject'))
      .flatMap(({ Resource }) => Resource);
    expect(deleting.length).toBeGreaterThan(10);
    expect(deleting.filter((resource) => /\/audit\/|Bucketsaudit/.test(resource))).toEqual([]);
  });
});

describe('the scaler', () => {
  const { stack } = synthesised();
  const statements = stack.allowed('ScalerRole');
  const of = (action: string, resource: RegExp) =>
    statements.filter(
      ({ Action, Resource }) => Action.includes(action) && Resource.some((one) => resource.test(one)),
    );

  it('starts, stops and ends only machines that carry its tag', () => {
    for (const action of ['ec2:StartInstances', 'ec2:StopInstances', 'ec2:TerminateInstances']) {
      const found = of(action, /./);
      expect(found).toHaveLength(1);
      expect(found[0]?.Condition).toEqual({
        StringEquals: { 'aws:ResourceTag/facefleet:fleet': ['facefleet'] },
      });
    }
  });

  it('launches only from the launch template, with its tag, with types that were chosen', () => {
    const unconditional = /^(launch-template|spot-instances-request)\//;
    for (const { Resource, Condition } of of('ec2:RunInstances', /./)) {
      if (Resource.every((one) => unconditional.test(one.split(':').at(-1) ?? ''))) continue;
      expect(Condition?.ArnEquals?.['ec2:LaunchTemplate']?.[0]).toMatch(/:launch-template\/lt-/);
    }
    const [machines] = of('ec2:RunInstances', /instance\/\*$/);
    expect(machines?.Condition?.StringEquals).toMatchObject({
      'aws:RequestTag/facefleet:fleet': ['facefleet'],
      'ec2:InstanceType': ['c7g.large', 'c8g.large', 'm7g.large'],
      'ec2:MetadataHttpTokens': ['required'],
    });
    const [volumes] = of('ec2:RunInstances', /volume\/\*$/);
    expect(volumes?.Condition?.Bool).toEqual({ 'ec2:Encrypted': ['true'] });
  });

  it('tags only what it is just launching', () => {
    const tagging = of('ec2:CreateTags', /./);
    expect(tagging).toHaveLength(1);
    expect(tagging[0]?.Condition?.StringEquals).toMatchObject({
      'ec2:CreateAction': ['RunInstances', 'CreateFleet'],
      'aws:RequestTag/facefleet:fleet': ['facefleet'],
    });
  });

  it('hands on one role only, and to EC2 only', () => {
    const passing = of('iam:PassRole', /./);
    expect(passing.map(({ Resource }) => Resource)).toEqual([[expect.stringMatching(/^<RecognizerRole/)]]);
    expect(passing[0]?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com'] } });
  });

  it('reads nothing of images and galleries', () => {
    expect(JSON.stringify(statements)).not.toMatch(/Buckets(images|galleries)/);
  });
});
