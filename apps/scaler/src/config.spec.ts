import { describe, expect, it } from 'vitest';
import { scalerConfig, scalingPolicy } from './config';

const env = {
  AWS_REGION: 'us-east-1',
  FACEFLEET_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/requests',
  FACEFLEET_IMAGES_BUCKET: 'images',
  FACEFLEET_RESULTS_BUCKET: 'results',
  FACEFLEET_GALLERIES_BUCKET: 'galleries',
  REDIS_URL: 'redis://127.0.0.1:6379',
  FACEFLEET_RECOGNIZER_ENTRY: 'recognizer/main.js',
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
