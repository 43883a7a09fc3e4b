import type { FleetStatus } from '@facefleet/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { EventSourceClient } from './support/event-source';
import { uniqueJpeg } from './support/photos';
import { eventually, LocalSystem } from './support/system';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

describe('streams of events', () => {
  let system: LocalSystem;
  let api: Api;
  let url: string;
  let key: string;
  const open = (path: string, headers: Record<string, string> = {}) =>
    EventSourceClient.open(url + path, { Authorization: `Bearer ${key}`, ...headers });

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin', FACEFLEET_REDIS: 'standin' });
    api = await system.api();
    ({ url, adminKey: key } = await system.local());
  });
  afterAll(() => system.stop());

  /** @returns the id of a recognition that nobody has waited for */
  async function submit(note: string): Promise<string> {
    const photo = uniqueJpeg(await demoPortrait(ada, 1), note);
    const answer = await api.upload('/v1/recognitions', photo, { headers: { Prefer: 'respond-async' } });
    expect(answer.status).toBe(202);
    return (answer.body as { id: string }).id;
  }

  it('tell when a recognition is finished, with its result, and end', async () => {
    const id = await submit('stream 1');
    const stream = await open(`/v1/recognitions/${id}/events`);
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await stream.ended;
    const { body } = await api.request('GET', `/v1/recognitions/${id}`);
    expect(stream.events).toEqual([{ event: 'finished', id, data: body }]);
    expect(body).toMatchObject({ id, status: 'succeeded' });
    expect(stream.retryMs).toBeGreaterThan(0);
  });

  it('tell at once what is finished already, and not again to whom has heard it', async () => {
    const { id } = await api.recognise(uniqueJpeg(await demoPortrait(ada, 1), 'stream 2'));
    const stream = await open(`/v1/recognitions/${id}/events`);
    await stream.ended;
    expect(stream.events).toMatchObject([{ event: 'finished', id, data: { id, status: 'succeeded' } }]);
    const again = await open(`/v1/recognitions/${id}/events`, { 'Last-Event-ID': id });
    expect(again.response.status).toBe(204);
  });

  it('do not begin for a recognition that nobody knows, nor without a key in the header', async () => {
    const path = '/v1/recognitions/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11/events';
    expect(await api.request('GET', path)).toMatchObject({
      status: 404,
      body: { code: 'recognition-not-found' },
    });
    expect(await api.request('GET', '/v1/recognitions/x/events')).toMatchObject({
      status: 400,
      body: { code: 'request-invalid' },
    });
    for (const closed of [path, `${path}?key=${key}`, '/v1/fleet/events'])
      expect((await fetch(url + closed)).status).toBe(401);
  });

  it('tell the result also while Redis is frozen', async () => {
    const { pids } = await system.local();
    process.kill(pids.redis as number, 'SIGSTOP');
    try {
      const id = await submit('stream 3');
      const stream = await open(`/v1/recognitions/${id}/events`);
      await stream.ended;
      expect(stream.events).toMatchObject([{ event: 'finished', id }]);
    } finally {
      process.kill(pids.redis as number, 'SIGCONT');
    }
  });

  it('show the fleet as the scaler sees it, at once and then again and again, and say when it is silent', async () => {
    const statuses = (stream: EventSourceClient) =>
      stream.events.filter(({ event }) => event === 'status').map(({ data }) => data as FleetStatus);
    const first = await open('/v1/fleet/events');
    await eventually(
      () => statuses(first).length,
      (count) => count >= 2,
      30_000,
    );
    expect(statuses(first)[0]).toMatchObject({ maxWorkers: expect.any(Number) as number });

    const { pids } = await system.local();
    process.kill(pids.scaler, 'SIGSTOP');
    try {
      const late = await open('/v1/fleet/events');
      await eventually(
        () => late.events.map(({ event }) => event),
        (events) => events[0] === 'status' && events.at(-1) === 'stale',
        40_000,
      );
      expect(late.events.at(-1)?.data).toEqual({ ageMs: expect.any(Number) as number });
      late.close();
    } finally {
      process.kill(pids.scaler, 'SIGCONT');
    }
    first.close();
  });

  it('end in order when the gateway stops, which they do not hold up', async () => {
    const fleet = await Promise.all(Array.from({ length: 20 }, () => open('/v1/fleet/events')));
    expect(await system.stop()).toBe(0);
    await Promise.all(fleet.map((stream) => stream.ended)); // rejects where it was cut off
    expect(system.log).toMatch(/gateway +stopped {2}\(/); // with status 0, else it says with what
    expect(system.log).not.toContain('did not stop in time');
  });
});
