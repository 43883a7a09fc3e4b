import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { newKey } from './support/api-keys';
import { EventSourceClient } from './support/event-source';
import { LoneGateway } from './support/lone-gateway';
import { eventually, type LocalFile, LocalSystem } from './support/system';

/** "Within seconds" says the document; several of us share two cores. */
const PATIENCE_MS = 30_000;

describe('a key that is revoked at one gateway', { timeout: 2 * PATIENCE_MS }, () => {
  let system: LocalSystem;
  let admin: Api;
  let local: LocalFile;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    [admin, local] = [await system.api(), await system.local()];
  });
  afterAll(() => system.stop());

  const startAnother = (env: Record<string, string>) =>
    LoneGateway.start({
      AWS_ENDPOINT_URL: local.awsEndpoint,
      FACEFLEET_QUEUE_URL: local.queueUrl,
      FACEFLEET_BULK_QUEUE_URL: local.bulkQueueUrl,
      FACEFLEET_IMAGES_BUCKET: local.buckets.images,
      FACEFLEET_RESULTS_BUCKET: local.buckets.results,
      FACEFLEET_GALLERIES_BUCKET: local.buckets.galleries,
      FACEFLEET_ADMIN_KEY_SHA256: createHash('sha256').update(local.adminKey).digest('hex'),
      ...env,
    });

  describe.each([
    ['hears of it', () => ({ REDIS_URL: local.redisUrl })],
    ['hears nothing, because it has no Redis', () => ({})],
  ])('is refused by another one that %s', (_how, env) => {
    let other: LoneGateway;

    beforeAll(async () => {
      other = await startAnother(env());
    });
    afterAll(() => other.stop());

    it('within seconds, and a stream of events that is open there ends', async () => {
      const { id, secret } = await newKey(admin, { scopes: ['recognize'] });
      const there = other.api(secret);
      expect((await there.request('GET', '/v1/models')).status).toBe(200);
      const stream = await EventSourceClient.open(`${other.url}/v1/fleet/events`, {
        Authorization: `Bearer ${secret}`,
      });
      expect(stream.response.status).toBe(200);

      expect((await admin.request('DELETE', `/v1/keys/${id}`)).status).toBe(204);
      const refused = await eventually(
        () => there.request('GET', '/v1/models'),
        ({ status }) => status !== 200,
        PATIENCE_MS,
      );
      expect(refused).toMatchObject({ status: 401, body: { code: 'key-invalid' } });
      await stream.ended;
    });
  });
});
