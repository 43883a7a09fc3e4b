import { STORED_PREFIXES } from '@facefleet/aws';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api } from './support/api';
import { runCli } from './support/cli';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { objectsIn } from './support/objects';
import { uniqueJpeg } from './support/photos';
import { eventually, type LocalFile, LocalSystem } from './support/system';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
const HOUR_MS = 3_600_000;
const JSON_BODY = { 'Content-Type': 'application/json' };
const DEADLINE_MS = 60_000;

describe('retention', () => {
  let system: LocalSystem;
  let local: LocalFile;
  let api: Api;

  const send = (method: string, path: string, body: object) =>
    api.request(method, path, { body: JSON.stringify(body), headers: JSON_BODY });
  const problemOf = ({ status, body }: Answer) => [status, (body as { code: string }).code];
  const photo = async (what: string) => uniqueJpeg(await demoPortrait(ada, 1), what);
  const put = (bucket: keyof LocalFile['buckets'], key: string, body: string | Buffer) =>
    fetch(`${local.awsEndpoint}/${local.buckets[bucket]}/${key}`, { method: 'PUT', body: new Blob([body]) });
  const isThere = async (bucket: 'images' | 'results', key: string) =>
    (await objectsIn(local, bucket, key)).includes(key);

  /** The same answer as it would lie there had it been asked for some time ago. @returns its id */
  async function agedCopy(kind: string, path: string, answer: object, ageMs: number): Promise<string> {
    const askedAtMs = Date.now() - ageMs;
    const id = v7({ msecs: askedAtMs });
    await put('images', `${kind}s/${id}`, await photo(id));
    await put('results', id, JSON.stringify({ ...answer, id, finishedAt: new Date(askedAtMs + 500) }));
    expect((await api.request('GET', `${path}/${id}`)).status).toBe(200);
    return id;
  }
  /** Nothing is looked for from before a gallery was there. */
  async function madeLongAgo(gallery: string): Promise<void> {
    const id = v7({ msecs: Date.now() - 2_000 * HOUR_MS });
    const entry = { v: 1, type: 'create', id, model: 'dlib-resnet-flip' };
    await put('galleries', `galleries/${gallery}/entries/${id}`, JSON.stringify(entry));
    await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', gallery);
  }
  const isGone = async (kind: string, id: string) =>
    !(await isThere('results', id)) && !(await isThere('images', `${kind}s/${id}`));

  beforeAll(async () => {
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_SWEEP_S: '1',
      FACEFLEET_RETENTION: '6h',
    });
    local = await system.local();
    api = await system.api();
    await api.enrol('ada', await demoPortrait(ada, 0), 'Ada');
    for (const gallery of ['door', 'archive']) await madeLongAgo(gallery);
    await send('PATCH', '/v1/galleries/door', { retention: '2h' });
    await send('PATCH', '/v1/galleries/archive', { retention: 'keep' });
  });
  afterAll(() => system?.stop());

  it('is a time, keep or none, and refused with a sentence else', async () => {
    expect((await api.request('GET', '/v1/galleries/default')).body).toMatchObject({ retention: '6h' });
    const set = await send('PATCH', '/v1/galleries/door', { retention: '2h' });
    expect(set.body).toMatchObject({ retention: '2h' });
    for (const retention of ['0h', '30', 'P30D', '10000d', 30]) {
      const refused = await send('PATCH', '/v1/galleries/door', { retention });
      expect(problemOf(refused)).toEqual([400, 'request-invalid']);
    }
    const refused = await send('PATCH', '/v1/galleries/door', { retention: 'P30D' });
    expect((refused.body as { detail: string }).detail).toContain('12h or 30d');
  });

  it('is set on the command line, which refuses what is none', async () => {
    const env = { FACEFLEET_URL: local.url, FACEFLEET_KEY: local.adminKey };
    const kept = await runCli(['gallery', 'set', 'archive', '--retention', 'keep', '--json'], { env });
    expect(JSON.parse(kept.stdout)).toMatchObject({ retention: 'keep' });
    const refused = await runCli(['gallery', 'set', 'archive', '--retention', '5 minutes'], { env });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('12h or 30d');
  });

  it('deletes answers and images once their time is over, by gallery, and what was there before the setting', async () => {
    const answer = await api.recognise(await photo('door'), 'door');
    const of = (gallery: string, ageMs: number) =>
      agedCopy('recognition', '/v1/recognitions', { ...answer, gallery }, ageMs);
    const old = await of('door', 3 * HOUR_MS);
    const young = await of('door', HOUR_MS);
    const standard = await of('default', 7 * HOUR_MS);
    const youngStandard = await of('default', 3 * HOUR_MS);
    const archived = await of('archive', 1_000 * HOUR_MS);
    await eventually(() => isGone('recognition', old), Boolean, DEADLINE_MS);
    await eventually(() => isGone('recognition', standard), Boolean, DEADLINE_MS);
    const gone = () => api.request('GET', `/v1/recognitions/${old}`);
    const answered = await eventually(gone, ({ status }) => status !== 200, DEADLINE_MS); // remembered a moment longer
    expect(problemOf(answered)).toEqual([404, 'recognition-not-found']);
    for (const id of [young, youngStandard, archived, answer.id]) {
      expect(await isThere('results', id)).toBe(true);
      expect(await isThere('images', `recognitions/${id}`)).toBe(true);
    }
    await send('PATCH', '/v1/galleries/archive', { retention: '30d' });
    await eventually(() => isGone('recognition', archived), Boolean, DEADLINE_MS);
    expect(await isThere('results', young)).toBe(true);
  });

  it('deletes what belongs to no gallery as the deployment says', async () => {
    const detected = await api.upload('/v1/detections', await photo('detected'));
    const copy = (ageMs: number) => agedCopy('detection', '/v1/detections', detected.body as object, ageMs);
    const [old, young] = [await copy(7 * HOUR_MS), await copy(5 * HOUR_MS)];
    await eventually(() => isGone('detection', old), Boolean, DEADLINE_MS);
    expect(await isThere('results', young)).toBe(true);
  });

  it('deletes a batch with its list and its images, so long after it was seen to have ended', async () => {
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(await photo('batch'))]), 'ada-at-the-door.jpg');
    form.append('gallery', 'door');
    const { body } = await api.request('POST', '/v1/batches', { body: form });
    const { id } = body as { id: string };
    const ended = `jobs/${id}/ended`;
    await eventually(() => isThere('results', ended), Boolean, DEADLINE_MS);
    const [image] = await objectsIn(local, 'images', 'batches/');
    expect(image).toBeDefined();
    await put('results', ended, JSON.stringify({ atMs: Date.now() - 3 * HOUR_MS }));
    await eventually(
      async () => (await objectsIn(local, 'results', `jobs/${id}/`)).length,
      (n) => n === 0,
      DEADLINE_MS,
    );
    expect(await objectsIn(local, 'images', 'batches/')).toEqual([]);
    expect(problemOf(await api.request('GET', `/v1/batches/${id}`))).toEqual([404, 'batch-not-found']);
    const { body: batches } = await api.request('GET', '/v1/batches?gallery=door');
    expect(batches).toMatchObject({ batches: [] });
  });

  it('deletes images that can have no answer any more, and keeps those that wait', async () => {
    const dead = v7({ msecs: Date.now() - 20 * 24 * HOUR_MS });
    const waiting = v7({ msecs: Date.now() - 10 * 24 * HOUR_MS });
    for (const id of [dead, waiting]) await put('images', `verifications/${id}`, 'image');
    await put('images', `uploads/${dead}/0`, 'image');
    await eventually(
      () => isThere('images', `verifications/${dead}`),
      (there) => !there,
      DEADLINE_MS,
    );
    await eventually(
      () => isThere('images', `uploads/${dead}/0`),
      (there) => !there,
      DEADLINE_MS,
    );
    expect(await isThere('images', `verifications/${waiting}`)).toBe(true);
  });

  it('says in the log what it has deleted', () => {
    expect(system.log).toContain('deleted what was older than it is kept');
  });

  it('knows of every object in every bucket where it lies, and when it goes', async () => {
    for (const bucket of ['images', 'results', 'galleries'] as const) {
      const known = STORED_PREFIXES.filter((stored) => stored.bucket === bucket);
      for (const key of await objectsIn(local, bucket, '')) {
        expect([key, known.filter(({ prefix }) => key.startsWith(prefix)).length]).toEqual([key, 1]);
      }
    }
  });
});
