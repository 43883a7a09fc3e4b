import { offeringName } from '@facefleet/aws';
import { describe, expect, it } from 'vitest';
import { scalerConfig, scalingPolicy } from './config';

const env = {
  AWS_REGION: 'us-east-1',
  FACEFLEET_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/requests',
  FACEFLEET_BULK_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/bulk',
  FACEFLEET_IMAGES_BUCKET: 'images',
  FACEFLEET_RESULTS_BUCKET: 'results',
  FACEFLEET_GALLERIES_BUCKET: 'galleries',
  REDIS_URL: 'redis://127.0.0.1:6379',
  FACEFLEET_RECOGNIZER_ENTRY: 'recognizer/main.js',
};

const ec2 = {
  ...env,
  FACEFLEET_RECOGNIZER_ENTRY: '',
  FACEFLEET_FLEET: 'ec2',
  FACEFLEET_LAUNCH_TEMPLATE_ID: 'lt-0123456789abcdef0',
  FACEFLEET_FLEET_TAG: 'production',
};

describe('scalerConfig', () => {
  it('needs no more than where the parts are, and then goes to zero and looks twice a second', () => {
    expect(scalerConfig(env)).toMatchObject({ FACEFLEET_MIN_WORKERS: 0, FACEFLEET_TICK_MS: 500 });
  });

  it('hands its whole environment on to the workers', () => {
    expect(scalerConfig({ ...env, FACEFLEET_MODEL: 'some-model' }).workerEnv.FACEFLEET_MODEL).toBe(
      'some-model',
    );
  });

  it('takes for EC2 machines what EC2 needs, and reckons with their longer boot', () => {
    const config = scalerConfig(ec2);
    expect(config.fleet).toEqual({
      kind: 'ec2',
      launchTemplateId: 'lt-0123456789abcdef0',
      launchTemplateVersion: '$Default',
      tag: 'production',
      offerings: [{ purchase: 'on-demand' }],
      warmPool: 0,
      bootstrapTimeoutMs: 300_000,
    });
    expect(scalingPolicy(config).bootS).toBe(90);
    expect(scalingPolicy(scalerConfig({ ...ec2, FACEFLEET_BOOT_S: '40' })).bootS).toBe(40);
    const pinned = scalerConfig({ ...ec2, FACEFLEET_LAUNCH_TEMPLATE_VERSION: '3' });
    expect(pinned.fleet).toMatchObject({ launchTemplateVersion: 3 });
  });

  it.each([
    ['process', { FACEFLEET_RECOGNIZER_ENTRY: '' }, 'FACEFLEET_RECOGNIZER_ENTRY'],
    ['ec2', { FACEFLEET_FLEET_TAG: '' }, 'FACEFLEET_FLEET_TAG'],
    ['ec2', { FACEFLEET_LAUNCH_TEMPLATE_ID: '' }, 'FACEFLEET_LAUNCH_TEMPLATE_ID'],
    [
      'ec2',
      { FACEFLEET_LAUNCH_TEMPLATE_ID: '', FACEFLEET_FLEET_TAG: '' },
      'FACEFLEET_LAUNCH_TEMPLATE_ID and FACEFLEET_FLEET_TAG',
    ],
  ])('names what the %s fleet needs and was not given: %j', (kind, absent, names) => {
    const wrong = { ...(kind === 'ec2' ? ec2 : env), ...absent };
    expect(() => scalerConfig(wrong)).toThrow(`FACEFLEET_FLEET=${kind} needs ${names}`);
  });

  it('makes offerings of ways to purchase, types and subnets, in this order of preference', () => {
    const { fleet } = scalerConfig({
      ...ec2,
      FACEFLEET_PURCHASE: 'spot=0.4, on-demand',
      FACEFLEET_INSTANCE_TYPES: 'c7i.large,m7i.large=1.2',
      FACEFLEET_SUBNETS: 'subnet-a,subnet-b',
      FACEFLEET_SPEND_CAP_S: '36000',
      FACEFLEET_SPEND_CAP_PER: 'day',
    });
    if (fleet.kind !== 'ec2') throw new Error('not an EC2 fleet');
    expect(fleet.offerings.map(offeringName)).toEqual([
      'spot c7i.large subnet-a',
      'spot c7i.large subnet-b',
      'spot m7i.large subnet-a',
      'spot m7i.large subnet-b',
      'on-demand c7i.large subnet-a',
      'on-demand c7i.large subnet-b',
      'on-demand m7i.large subnet-a',
      'on-demand m7i.large subnet-b',
    ]);
    expect(fleet.spendCap).toMatchObject({ instanceS: 36_000, per: 'day' });
    const weights = [...fleet.offerings, { purchase: 'spot' as const, instanceType: 't3.micro' }];
    expect(weights.map((one) => fleet.spendCap?.weightOf(one))).toEqual(
      [0.4, 0.4, 0.48, 0.48, 1, 1, 1.2, 1.2, 1].map((weight) => expect.closeTo(weight) as number),
    );
  });

  it.each([
    ['FACEFLEET_INSTANCE_TYPES', 'c7i.large;m7i.large'],
    ['FACEFLEET_INSTANCE_TYPES', 'c7i.large=cheap'],
    ['FACEFLEET_INSTANCE_TYPES', 'c7i.large,c7i.large'],
    ['FACEFLEET_SUBNETS', 'us-east-1a'],
    ['FACEFLEET_PURCHASE', 'reserved'],
    ['FACEFLEET_WARM_POOL', '-1'],
    ['FACEFLEET_SCALER_MODE', 'pretend'],
    ['FACEFLEET_LEASE', 'off'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => scalerConfig({ ...ec2, [name]: value })).toThrow(name);
  });

  it('has neither a lease nor a shadow for processes, which nobody shares', () => {
    expect(() => scalerConfig({ ...env, FACEFLEET_LEASE: 'on' })).toThrow('FACEFLEET_LEASE');
    expect(() => scalerConfig({ ...env, FACEFLEET_SCALER_MODE: 'shadow' })).toThrow('FACEFLEET_SCALER_MODE');
    expect(scalerConfig({ ...env, FACEFLEET_LEASE: 'off' }).mode).toBe('act');
  });

  it('refuses a launch template version that EC2 does not know', () => {
    const wrong = { ...ec2, FACEFLEET_LAUNCH_TEMPLATE_VERSION: 'newest' };
    expect(() => scalerConfig(wrong)).toThrow('FACEFLEET_LAUNCH_TEMPLATE_VERSION');
  });

  it('refuses a minimum above the maximum, and a fleet it does not know', () => {
    const wrong = { ...env, FACEFLEET_MIN_WORKERS: '3', FACEFLEET_MAX_WORKERS: '2' };
    expect(() => scalerConfig(wrong)).toThrow('FACEFLEET_MIN_WORKERS is greater than FACEFLEET_MAX_WORKERS');
    expect(() => scalerConfig({ ...env, FACEFLEET_FLEET: 'kubernetes' })).toThrow('FACEFLEET_FLEET');
  });
});

describe('scalingPolicy', () => {
  it('takes its numbers from the environment', () => {
    const config = scalerConfig({
      ...env,
      FACEFLEET_MAX_WORKERS: '7',
      FACEFLEET_SLOTS: '3',
      FACEFLEET_IDLE_S: '5',
    });
    expect(scalingPolicy(config)).toMatchObject({
      minWorkers: 0,
      maxWorkers: 7,
      slots: 3,
      idleS: 5,
      deadlineS: 60,
    });
  });
});
