import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { eventually, LocalSystem } from './support/system';
import { WebhookReceiver } from './support/webhook-receiver';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
const PATIENCE_MS = 60_000;

interface Registered {
  id: string;
  secret: string;
}
interface DeliveryView {
  id: string;
  type: string;
  subject: string;
  status: string;
  attempts: { statusCode: number | null; error: string | null }[];
  nextAttemptAt: string | null;
}

describe('webhooks', () => {
  let system: LocalSystem;
  let api: Api;
  const receivers: WebhookReceiver[] = [];
  const registered: Registered[] = [];

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin', FACEFLEET_WEBHOOK_RETRY_S: '1,1' });
    api = await system.api();
  });
  afterAll(() => system.stop());
  afterEach(async () => {
    for (const { id } of registered.splice(0)) await api.request('DELETE', `/v1/webhooks/${id}`);
    for (const receiver of receivers.splice(0)) receiver.stop();
  });

  const send = (method: string, path: string, body: object) =>
    api.request(method, path, {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });

  async function endpoint(events: string[], more: object = {}) {
    const receiver = await WebhookReceiver.start();
    receivers.push(receiver);
    const answer = await send('POST', '/v1/webhooks', { url: receiver.url, events, ...more });
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 201 });
    const webhook = answer.body as Registered;
    registered.push(webhook);
    return { receiver, ...webhook };
  }

  const photo = async (note: string) => uniqueJpeg(await demoPortrait(ada, 1), `${note} ${Math.random()}`);
  const recognise = async (note: string) => api.recognise(await photo(note));
  const heard = (receiver: WebhookReceiver, count: number) =>
    eventually(
      () => receiver.heard.length,
      (length) => length >= count,
      PATIENCE_MS,
    );
  const deliveries = async (id: string, status = '') => {
    const query = status === '' ? '' : `?status=${status}`;
    const { body } = await api.request('GET', `/v1/webhooks/${id}/deliveries${query}`);
    return (body as { deliveries: DeliveryView[] }).deliveries;
  };
  const settled = (id: string, status: string) =>
    eventually(
      () => deliveries(id, status),
      (list) => list.length > 0,
      PATIENCE_MS,
    );

  it('hear of recognitions, enrolments and removals, each with its data, and of a test', async () => {
    const { receiver, id, secret } = await endpoint([
      'recognition.finished',
      'enrolment.finished',
      'person.removed',
    ]);
    const enrolment = await api.enrol('grace', await demoPortrait(ada, 0));
    const image = await photo('hear');
    const recognition = await api.recognise(image);
    const again = await api.recognise(image); // from the cache: no recognizer sees it
    await api.request('DELETE', '/v1/galleries/default/people/grace');
    expect(await api.request('POST', `/v1/webhooks/${id}/test`)).toMatchObject({ status: 202 });
    await heard(receiver, 5);

    const dataOf = (type: string) => receiver.verified(secret, type).map(({ data }) => data);
    expect(dataOf('enrolment.finished')).toMatchObject([{ id: enrolment.id, personId: 'grace' }]);
    const told = dataOf('recognition.finished') as { id: string }[];
    expect(told.map((result) => result.id).sort()).toEqual([recognition.id, again.id].sort());
    expect(told.find((result) => result.id === recognition.id)).toEqual(recognition);
    expect(dataOf('person.removed')).toMatchObject([
      { gallery: 'default', personId: 'grace', removedFaces: 1, removedImages: 1 },
    ]);
    expect(dataOf('webhook.test')).toEqual([{ webhookId: id }]);
    await eventually(
      () => deliveries(id, 'delivered'),
      (list) => list.length === 5,
      PATIENCE_MS,
    );
  });

  it('are asked again after they failed, under the same id, until they take it', async () => {
    const { receiver, id, secret } = await endpoint(['recognition.finished']);
    receiver.answer = () => (receiver.heard.length <= 2 ? 500 : 200);
    const { id: subject } = await recognise('twice 500');
    await heard(receiver, 3);
    expect(new Set(receiver.verified(secret, 'recognition.finished').map(({ id }) => id)).size).toBe(1);
    const [delivery] = await settled(id, 'delivered');
    expect(delivery).toMatchObject({
      id: receiver.heard[0]?.id,
      type: 'recognition.finished',
      subject,
      attempts: [{ statusCode: 500 }, { statusCode: 500 }, { statusCode: 200 }],
      nextAttemptAt: null,
    });
  });

  it('are given up after the last attempt, which is seen, and can be asked for again', async () => {
    const { receiver, id, secret } = await endpoint(['recognition.finished']);
    let up = false;
    receiver.answer = () => (up ? 200 : 503);
    await recognise('always 503');
    const [dead] = (await settled(id, 'dead')) as [DeliveryView];
    expect(dead.attempts.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503]);
    up = true;
    const path = `/v1/webhooks/${id}/deliveries/${dead.id}`;
    const again = await api.request('POST', `${path}/redeliver`);
    expect(again.status).toBe(202);
    expect(again.headers.get('location')).toBe(path);
    await settled(id, 'delivered');
    expect((await api.request('GET', path)).body).toMatchObject({ id: dead.id, status: 'delivered' });
    expect(receiver.verified(secret, 'recognition.finished').map((told) => told.id)).toEqual(
      Array.from({ length: 4 }, () => dead.id),
    );
  });

  it('are switched off by 410, and on again by a change', async () => {
    const { receiver, id } = await endpoint(['recognition.finished']);
    receiver.answer = () => 410;
    await recognise('gone');
    await settled(id, 'dead');
    expect((await api.request('GET', `/v1/webhooks/${id}`)).body).toMatchObject({
      disabled: { reason: 'The endpoint answered 410 Gone.' },
    });
    await recognise('not told');
    receiver.answer = () => 200;
    expect(await send('PATCH', `/v1/webhooks/${id}`, { enabled: true })).toMatchObject({
      status: 200,
      body: { disabled: null },
    });
    await recognise('told');
    await settled(id, 'delivered');
    expect(receiver.heard).toHaveLength(2);
  });

  it('that never answer hold up nobody else', async () => {
    const slow = await endpoint(['recognition.finished']);
    slow.receiver.answer = () => undefined;
    const quick = await endpoint(['recognition.finished']);
    const count = 20;
    await Promise.all(Array.from({ length: count }, (_, n) => recognise(`crowd ${n}`)));
    await heard(quick.receiver, count);
    // All of the quick one's arrived while the slow one had not even been given up once for most of its own.
    expect(slow.receiver.heard.length).toBeLessThan(count);
    const [failed] = await eventually(
      async () => (await deliveries(slow.id, 'pending')).filter(({ attempts }) => attempts.length > 0),
      (list) => list.length > 0,
      PATIENCE_MS,
    );
    expect(failed?.attempts[0]).toMatchObject({ statusCode: null, error: 'timeout' });
  });

  it('lose nothing when the gateway is killed in the middle', async () => {
    const { receiver, secret } = await endpoint(['recognition.finished']);
    receiver.answer = () => undefined; // so that they are in its hands
    const expected = await Promise.all(Array.from({ length: 6 }, (_, n) => recognise(`killed ${n}`)));
    await heard(receiver, 1);
    const { pids, url } = await system.local();
    process.kill(pids.gateway, 'SIGKILL');
    receiver.answer = () => 200;
    const before = receiver.heard.length;
    await eventually(
      () =>
        fetch(`${url}/health/ready`).then(
          (answer) => answer.ok,
          () => false,
        ),
      (ready) => ready,
      PATIENCE_MS,
    );
    await eventually(
      () =>
        new Set(
          receiver
            .verified(secret, 'recognition.finished')
            .slice(before)
            .map(({ data }) => (data as { id: string }).id),
        ),
      (told) => expected.every(({ id }) => told.has(id)),
      90_000,
    );
  });

  it('that were removed get nothing more, not even what was waiting for them', async () => {
    const { receiver, id } = await endpoint(['recognition.finished']);
    receiver.answer = () => 500;
    await recognise('removed');
    await heard(receiver, 1);
    expect(await api.request('DELETE', `/v1/webhooks/${id}`)).toMatchObject({ status: 204 });
    const other = await endpoint(['recognition.finished']);
    const atRemoval = receiver.heard.length;
    await recognise('after removal');
    await heard(other.receiver, 1);
    await settled(other.id, 'delivered');
    expect(receiver.heard.length - atRemoval).toBeLessThanOrEqual(1); // one attempt may have been under way
    expect(await api.request('GET', `/v1/webhooks/${id}/deliveries`)).toMatchObject({
      status: 404,
      body: { code: 'webhook-not-found' },
    });
  });

  it('hear only of the galleries that they asked for', async () => {
    const { receiver, secret } = await endpoint(['enrolment.finished'], { galleries: ['visitors'] });
    await api.enrol('ada', await demoPortrait(ada, 0));
    await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'visitors');
    await heard(receiver, 1);
    expect(receiver.verified(secret, 'enrolment.finished')).toMatchObject([
      { data: { gallery: 'visitors' } },
    ]);
    expect(receiver.heard).toHaveLength(1);
  });

  it('show their secret once, and refuse what they cannot be', async () => {
    const { id, secret } = await endpoint(['batch.finished'], { description: 'once' });
    expect(secret).toMatch(/^whsec_/);
    for (const path of ['/v1/webhooks', `/v1/webhooks/${id}`]) {
      const { body } = await api.request('GET', path);
      expect(JSON.stringify(body)).toContain(id);
      expect(JSON.stringify(body)).not.toContain('whsec_');
    }
    const refused = async (body: object) => (await send('POST', '/v1/webhooks', body)).body;
    const events = ['batch.finished'];
    expect(await refused({ url: 'http://169.254.169.254/latest', events })).toMatchObject({
      status: 422,
      code: 'webhook-url-refused',
    });
    expect(await refused({ url: 'https://example.com', events: ['nothing.happened'] })).toMatchObject({
      status: 400,
      code: 'request-invalid',
    });
    const nobody = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/test'],
      ['GET', '/deliveries'],
      ['POST', `/deliveries/${nobody}/redeliver`],
    ] as const) {
      expect((await api.request(method, `/v1/webhooks/${nobody}${path}`)).body).toMatchObject({
        code: 'webhook-not-found',
      });
    }
    for (const [method, path] of [
      ['GET', nobody],
      ['POST', `${nobody}/redeliver`],
    ] as const) {
      expect(await api.request(method, `/v1/webhooks/${id}/deliveries/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'delivery-not-found' },
      });
    }
  });
});
