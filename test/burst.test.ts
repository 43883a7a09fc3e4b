import type { FleetRecord, RecognitionSucceeded } from '@facefleet/contracts';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chaos } from './burst/chaos';
import { burstOf, fleetHistory } from './burst/fleet-history';
import { Dice } from './fuzz/dice';
import type { Api } from './support/api';
import { runCli } from './support/cli';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { eventually, LocalSystem } from './support/system';

const REQUESTS = 1_000;
const UPLOADS_AT_ONCE = 40;
const MAX_WORKERS = 3;
/** When so many are answered. */
const SCALER_DIES_AT = [250, 650];
const PATIENCE_MS = 600_000;
/** A file to keep the record of the decisions in. */
const { BURST_SEED, BURST_DECISIONS } = process.env;

interface Expected {
  photo: Buffer;
  faces: RecognitionSucceeded['faces'];
}

describe('a burst of 1,000 requests', () => {
  let system: LocalSystem;
  let api: Api;
  let folder: string;

  const backAtZero = () =>
    eventually(
      () => fleetOf(api),
      ({ workers, queue }) => workers?.length === 0 && backlogOf(queue) === 0,
      PATIENCE_MS,
    );

  beforeAll(async () => {
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_MAX_WORKERS: String(MAX_WORKERS),
      FACEFLEET_IDLE_S: '5',
      FACEFLEET_ACCEPT_WITHIN_S: '86400', // nobody waits for these answers
    });
    api = await system.api();
    folder = await mkdtemp(join(tmpdir(), 'facefleet-burst-'));
  });
  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'takes the fleet from none to some and back to none, and each is answered once and right, whatever is killed meanwhile',
    { timeout: 2 * PATIENCE_MS },
    async () => {
      const seed = BURST_SEED ? Number(BURST_SEED) : Math.floor(Math.random() * 2 ** 31);
      const expected = await whatToExpect(api);
      await backAtZero();
      const startedAtMs = Date.now();
      const chaos = new Chaos(system, new Dice(seed), SCALER_DIES_AT);

      const ids: string[] = [];
      const answered = async () => ids.length - backlogOf((await fleetOf(api)).queue);
      await Promise.all([accept(ids, api, expected), chaos.rageUntil(REQUESTS, answered)]);
      const wrong: string[] = [];
      for (const [index, id] of ids.entries()) {
        const answer = await answerTo(api, id);
        const { faces } = expected[index % expected.length]!;
        if (JSON.stringify(answer.faces) !== JSON.stringify(faces)) wrong.push(id);
      }
      const answeredAfterS = (Date.now() - startedAtMs) / 1000;
      await backAtZero();

      expect(new Set(ids).size).toBe(REQUESTS);
      expect(wrong).toEqual([]);

      const file = BURST_DECISIONS ?? join(folder, 'decisions.jsonl');
      const run = (...args: string[]) => runCli(args, { env: { FACEFLEET_HOME: system.home } });
      const since = new Date(startedAtMs).toISOString();
      await theEndIsRecorded(api);
      expect(await run('fleet', 'decisions', '--save', file, '--since', since)).toMatchObject({ code: 0 });
      const replay = await run('--json', 'fleet', 'replay', file);
      expect(JSON.parse(replay.stdout)).toMatchObject({
        identical: true,
        differing: 0,
        unmade: 0,
        brokenChains: 0,
      });
      const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
      const history = fleetHistory(burstOf(lines.map((line) => JSON.parse(line) as FleetRecord)));
      expect(history.peakWorkers).toBeGreaterThan(1);
      expect(history.peakWorkers).toBeLessThanOrEqual(MAX_WORKERS);
      expect(history.series.at(-1)).toMatchObject({ backlog: 0, instances: 0 });
      expect(chaos).toMatchObject({ scalersKilled: SCALER_DIES_AT.length });
      expect(chaos.workersKilled).toBeGreaterThan(0);
      const { peakWorkers, peakBacklog, launches, losses, drains, directionChanges, decisions } = history;
      console.log(
        `seed ${seed}: ${REQUESTS} answered right in ${answeredAfterS.toFixed(0)} s; backlog up to ${peakBacklog}, ` +
          `workers up to ${peakWorkers} of ${MAX_WORKERS}; ${launches} launches, ${drains} drains, ${directionChanges} changes of direction; ` +
          `${chaos.workersKilled} workers killed (${losses} seen as lost), ${chaos.scalersKilled} scalers; ${decisions} decisions, replayed the same`,
      );
    },
  );
});

interface Fleet {
  workers: object[] | null;
  queue: { visible: number; inFlight: number; delayed: number };
}

/** The demo people, each in one photograph, and what is found in it when nothing is wrong. */
async function whatToExpect(api: Api): Promise<Expected[]> {
  const photos = await Promise.all(DEMO_FACES.map((face) => demoPortrait(face, 1)));
  for (const face of DEMO_FACES) await api.enrol(face.person, await demoPortrait(face, 0));
  return Promise.all(
    photos.map(async (photo, index) => {
      const { faces } = await api.recognise(photo);
      expect(faces[0]?.person?.id).toBe(DEMO_FACES[index]!.person);
      return { photo, faces };
    }),
  );
}

const fleetOf = async (api: Api) => (await api.request('GET', '/v1/fleet')).body as Fleet;
const backlogOf = ({ visible, inFlight, delayed }: Fleet['queue']) => visible + inFlight + delayed;

/** @param ids is filled with those of the accepted requests */
async function accept(ids: string[], api: Api, expected: Expected[]): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < REQUESTS) {
      const index = next++;
      const image = uniqueJpeg(expected[index % expected.length]!.photo, `request ${index}`);
      const answer = await api.upload('/v1/recognitions', image, { headers: { Prefer: 'respond-async' } });
      expect(answer.status, JSON.stringify(answer.body)).toBe(202);
      ids[index] = (answer.body as { id: string }).id;
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, client));
}

async function answerTo(api: Api, id: string): Promise<RecognitionSucceeded> {
  const { body } = await eventually(
    () => api.request('GET', `/v1/recognitions/${id}`),
    ({ body }) => (body as { status: string }).status !== 'pending',
    PATIENCE_MS,
  );
  expect(body).toMatchObject({ id, status: 'succeeded' });
  return body as RecognitionSucceeded;
}

/** What only repeats is stored once a minute. */
async function theEndIsRecorded(api: Api): Promise<void> {
  await eventually(
    async () => {
      const { body } = await api.request('GET', '/v1/fleet/decisions?limit=1');
      return (body as { decisions: FleetRecord[] }).decisions[0];
    },
    (last) => (last?.observation.workers as object[] | undefined)?.length === 0,
    PATIENCE_MS,
  );
}
