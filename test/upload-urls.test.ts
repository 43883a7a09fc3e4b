import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendJson } from './support/api-keys';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { LoneGateway } from './support/lone-gateway';
import { eventually, type LocalFile, LocalSystem } from './support/system';

const DEADLINE_MS = 60_000;
const SECRET = 'the-admin-key-of-a-gateway-behind-another-name';
const [face] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

describe('URLs for uploads where clients reach the object store by another name', () => {
  let system: LocalSystem;
  let local: LocalFile;
  let gateway: LoneGateway;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    local = await system.local();
    gateway = await LoneGateway.start({
      AWS_ENDPOINT_URL: local.awsEndpoint,
      FACEFLEET_UPLOAD_ENDPOINT_URL: `http://localhost:${new URL(local.awsEndpoint).port}`,
      REDIS_URL: local.redisUrl,
      FACEFLEET_QUEUE_URL: local.queueUrl,
      FACEFLEET_BULK_QUEUE_URL: local.bulkQueueUrl,
      FACEFLEET_IMAGES_BUCKET: local.buckets.images,
      FACEFLEET_RESULTS_BUCKET: local.buckets.results,
      FACEFLEET_GALLERIES_BUCKET: local.buckets.galleries,
      FACEFLEET_ADMIN_KEY_SHA256: createHash('sha256').update(SECRET).digest('hex'),
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    await system?.stop();
  });

  it('name it, and take what a batch then finds', async () => {
    const { body } = await sendJson(gateway.api(SECRET), 'POST', '/v1/uploads', { count: 1 });
    const [upload] = (body as { uploads: { key: string; url: string }[] }).uploads;
    expect(new URL(local.awsEndpoint).hostname).toBe('127.0.0.1');
    expect(new URL(upload!.url).hostname).toBe('localhost');
    const photo = new Uint8Array(await demoPortrait(face, 0));
    expect((await fetch(upload!.url, { method: 'PUT', body: photo })).status).toBe(200);

    const api = await system.api();
    const batch = await sendJson(api, 'POST', '/v1/batches', { keys: [upload!.key], gallery: 'default' });
    const { location } = batch.body as { location: string };
    const { body: ended } = await eventually(
      () => api.request('GET', location),
      (answer) => (answer.body as { status: string }).status === 'finished',
      DEADLINE_MS,
    );
    expect(ended).toMatchObject({ total: 1, succeeded: 1 });
  });
});
