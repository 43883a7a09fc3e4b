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
    });
    expect(scalingPolicy(config).bootS).toBe(90);
    expect(scalingPolicy(scalerConfig({ ...ec2, FACEFLEET_BOOT_S: '40' })).bootS).toBe(40);
    const pinned = scalerConfig({ ...ec2, FACEFLEET_LAUNCH_TEMPLATE_VERSION: '3' });
    expect(pinned.fleet).toMatchObject({ launchTemplateVersion: '3' });
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
