import type { RecognitionSucceeded } from '@facefleet/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { type Api, largestName } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { childrenOf, eventually, LocalSystem } from './support/system';

const REQUESTS = 200;
const IN_FLIGHT = 100;

describe('when parts die', () => {
  let system: LocalSystem;
  afterEach(() => system.stop());

  it('answers 200 of 200 requests right, each with its own answer, though a recognizer is killed in the middle', async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    const api = await system.api();
    await enrolDemoPeople(api);
    const { pids } = await system.local();
    let killed: number | undefined;
    const answered = await recogniseMany(api, async (count) => {
      if (count !== REQUESTS / 4) return;
      [killed] = await childrenOf(pids.scaler);
      if (killed !== undefined) process.kill(killed, 'SIGKILL');
    });
    expect(killed).toBeDefined();
    expect(answered).toHaveLength(REQUESTS);
    expect(answered.filter(({ name, person }) => name !== person)).toEqual([]);
    expect(new Set(answered.map(({ id }) => id)).size).toBe(REQUESTS);
  });

  it('goes on without Redis, only slower, says so in its health, and comes back with it', async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin', FACEFLEET_REDIS: 'standin' });
    const api = await system.api();
    await enrolDemoPeople(api);
    const { pids, url } = await system.local();
    process.kill(pids.redis as number, 'SIGSTOP'); // frozen is worse than dead: connections stay open
    try {
      const answered = await recogniseMany(api, () => Promise.resolve(), 12, 4);
      expect(answered.filter(({ name, person }) => name !== person)).toEqual([]);
      const ready = await fetch(`${url}/health/ready`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toMatchObject({
        info: { redis: { degraded: expect.any(String) as string } },
      });
    } finally {
      process.kill(pids.redis as number, 'SIGCONT');
    }
    await eventually(
      async () =>
        ((await (await fetch(`${url}/health/ready`)).json()) as { info: { redis: object } }).info.redis,
      (redis) => !('degraded' in redis),
      15_000,
    );
    const [again] = await recogniseMany(api, () => Promise.resolve(), 1, 1);
    expect(again?.name).toBe(again?.person);
  });

  it('goes on when Redis is killed and started again', async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin', FACEFLEET_REDIS: 'standin' });
    const api = await system.api();
    await enrolDemoPeople(api);
    const { pids } = await system.local();
    let killed = false;
    const answered = await recogniseMany(
      api,
      (count) => {
        if (count >= 5 && !killed) {
          killed = true;
          process.kill(pids.redis as number, 'SIGKILL');
        }
        return Promise.resolve();
      },
      40,
      10,
    );
    expect(killed).toBe(true);
    expect(answered.filter(({ name, person }) => name !== person)).toEqual([]);
  });
});

async function enrolDemoPeople(api: Api): Promise<void> {
  for (const face of DEMO_FACES) await api.enrol(face.person, await demoPortrait(face, 0));
}

interface Answered {
  id: string;
  person: string;
  name: string | null | undefined;
}

/** Sends different images of the demo people; `afterEach` hears how many were answered so far. */
async function recogniseMany(
  api: Api,
  afterEach: (count: number) => Promise<void>,
  requests = REQUESTS,
  inFlight = IN_FLIGHT,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  let next = 0;
  const client = async () => {
    while (next < requests) {
      const index = next++;
      const face = DEMO_FACES[index % DEMO_FACES.length] as (typeof DEMO_FACES)[0];
      const photo = uniqueJpeg(await demoPortrait(face, 1), `request ${index} of ${Math.random()}`);
      const answer = await api.upload('/v1/recognitions', photo);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const result = answer.body as RecognitionSucceeded;
      answered.push({ id: result.id, person: face.person, name: largestName(result) });
      await afterEach(answered.length);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, client));
  return answered;
}
