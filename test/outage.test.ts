import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { eventually, freePort, PROJECT } from './support/system';

describe('a gateway that reaches neither queue nor store nor Redis', () => {
  let gateway: ChildProcess;
  let api: Api;

  beforeAll(async () => {
    const [port, nobody] = [await freePort(), await freePort()];
    gateway = spawn(process.execPath, [join(PROJECT, 'dist/apps/gateway/src/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${nobody}`,
        REDIS_URL: `redis://127.0.0.1:${nobody}`,
        FACEFLEET_QUEUE_URL: `http://127.0.0.1:${nobody}/queue`,
        FACEFLEET_WEBHOOK_QUEUE_URL: `http://127.0.0.1:${nobody}/webhooks`,
        FACEFLEET_BULK_QUEUE_URL: `http://127.0.0.1:${nobody}/bulk`,
        FACEFLEET_IMAGES_BUCKET: 'images',
        FACEFLEET_RESULTS_BUCKET: 'results',
        FACEFLEET_GALLERIES_BUCKET: 'galleries',
        FACEFLEET_MODEL: 'dlib-resnet',
        FACEFLEET_MODELS_DIR: 'models-of-nobody',
        FACEFLEET_ADMIN_KEY_SHA256: '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', // of "secret"
        FACEFLEET_HOST: '127.0.0.1',
        FACEFLEET_PORT: String(port),
      },
    });
    gateway.stdout?.resume();
    gateway.stderr?.resume();
    api = new Api(`http://127.0.0.1:${port}`, 'secret');
    const isLive = () =>
      api.request('GET', '/health/live').then(
        () => true,
        () => false,
      );
    await eventually(isLive, (live) => live, 20_000);
  });
  afterAll(() => {
    gateway.kill('SIGKILL');
  });

  it('lives, and is not ready, and says of which parts', async () => {
    const ready = await api.request('GET', '/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({
      status: 'error',
      error: { queue: { status: 'down' }, 'object-store': { status: 'down' } },
      info: { redis: { status: 'up', degraded: expect.any(String) as string } },
    });
  });

  it('accepts nothing, and says that it is worth another try', async () => {
    const photo = await demoPortrait(DEMO_FACES[0] as (typeof DEMO_FACES)[0], 0);
    for (const path of ['/v1/recognitions', '/v1/galleries/default/people/ada/faces']) {
      const answer = await api.upload(path, photo);
      expect(answer).toMatchObject({ status: 503, body: { code: 'service-unavailable' } });
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
    for (const path of [
      '/v1/fleet',
      '/v1/galleries/default/people',
      '/v1/recognitions/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
    ]) {
      expect(await api.request('GET', path)).toMatchObject({
        status: 503,
        body: { code: 'service-unavailable' },
      });
    }
  });

  it('ends when it is told to, though nobody reads its log any more', async () => {
    gateway.stdout?.destroy();
    gateway.stderr?.destroy();
    gateway.kill('SIGTERM');
    const [code] = (await once(gateway, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
