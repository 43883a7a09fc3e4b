import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { LoneGateway } from './support/lone-gateway';

describe('a gateway that reaches neither queue nor store nor Redis', () => {
  let gateway: LoneGateway;
  let api: Api;

  beforeAll(async () => {
    gateway = await LoneGateway.start({
      FACEFLEET_ADMIN_KEY_SHA256: '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b', // of "secret"
    });
    api = gateway.api('secret');
  });
  afterAll(() => gateway.stop());

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
    expect(await gateway.askToEnd()).toBe(0);
  });
});
