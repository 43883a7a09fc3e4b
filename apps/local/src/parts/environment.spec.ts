import { describe, expect, it } from 'vitest';
import { localConfig } from '../config';
import { gatewayEnv, scalerEnv, type SystemParts } from './environment';

function partsFor(env: NodeJS.ProcessEnv): SystemParts {
  return {
    config: localConfig(env, 4),
    modelsDir: '/home/models',
    models: { installed: ['builtin'], defaultSet: 'builtin', defaultModel: 'dlib-resnet-flip' },
    redisUrl: 'redis://127.0.0.1:7001',
    cloud: {
      endpoint: 'http://127.0.0.1:7000',
      queueUrl: 'http://queue',
      deadLetterQueueUrl: 'http://dead-letters',
      webhookQueueUrl: 'http://webhooks',
      bulkQueueUrl: 'http://bulk',
      bulkDeadLetterQueueUrl: 'http://bulk-dead-letters',
      buckets: { images: 'i', results: 'r', galleries: 'g' },
    },
  };
}

describe('what the apps are told', () => {
  it('never leads to a real AWS account, whatever the user has set for it', () => {
    const parts = partsFor({
      AWS_ACCESS_KEY_ID: 'of-the-user',
      AWS_SECRET_ACCESS_KEY: 'of-the-user',
      AWS_SESSION_TOKEN: 'of-the-user',
      AWS_PROFILE: 'of-the-user',
      AWS_REGION: 'of-the-user',
      AWS_ENDPOINT_URL_S3: 'https://of-the-user',
    });
    for (const env of [gatewayEnv(parts, 3000, 'hash'), scalerEnv(parts, 7002)]) {
      expect(Object.values(env).filter((value) => value?.includes('of-the-user'))).toEqual([]);
      expect(env).toMatchObject({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:7000' });
    }
  });

  it('passes on settings that only they know, and lets the user change defaults of theirs', () => {
    const parts = partsFor({
      FACEFLEET_MAX_WAIT_MS: '5',
      FACEFLEET_COURSE_API: 'off',
      FACEFLEET_SLOTS: '3',
      FACEFLEET_MIN_WORKERS: '1',
    });
    expect(gatewayEnv(parts, 3000, 'hash')).toMatchObject({
      FACEFLEET_MAX_WAIT_MS: '5',
      FACEFLEET_COURSE_API: 'off',
    });
    expect(scalerEnv(parts, 7002)).toMatchObject({ FACEFLEET_SLOTS: '3', FACEFLEET_MIN_WORKERS: '1' });
  });

  it("keeps the gateway on this machine, and the admin key's hash away from the others", () => {
    const parts = partsFor({ FACEFLEET_HOST: '0.0.0.0', FACEFLEET_PORT: '3000' });
    expect(gatewayEnv(parts, 3210, 'hash')).toMatchObject({
      FACEFLEET_HOST: '127.0.0.1',
      FACEFLEET_PORT: '3210',
      FACEFLEET_ADMIN_KEY_SHA256: 'hash',
    });
    expect(scalerEnv(parts, 7002)).not.toHaveProperty('FACEFLEET_ADMIN_KEY_SHA256');
  });
});
