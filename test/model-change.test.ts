import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api, largestName } from './support/api';
import { DEMO_FACES, type DemoFace, demoPortrait } from './support/demo-faces';
import { SHARED_MODELS, uniqueJpeg } from './support/photos';
import { childrenOf, eventually, type LocalFile, LocalSystem, PROJECT } from './support/system';

interface Change {
  id: string;
  status: string;
  from: string;
  to: string;
  total: number | null;
  done: number;
  failed: number;
  failures: { faceId: string; code: string }[];
}
interface GalleryModel {
  model: string;
  previousModel: string | null;
  faces: number;
  facesWithout: number;
  change: Change | null;
}

/** Several of us share two cores. */
const PATIENCE_MS = 240_000;
const OLD = 'dlib-resnet-flip';
const PLACE = process.env.FACEFLEET_MODELS_FROM ?? SHARED_MODELS;
/** Another network with another detector, where it is on this machine; else the same one that looks at one image less. */
const OTHER = existsSync(PLACE)
  ? { set: 'recommended', model: 'face-reidentification-retail-0095' }
  : { set: 'builtin-plain', model: 'dlib-resnet' };
const NEW = OTHER.model;
/** Whom both models know again in every take that is used here. */
const PEOPLE = DEMO_FACES.slice(0, 6);
const PROBE_TAKE = 1;

describe(`changing the model of a gallery from ${OLD} to ${NEW}`, { timeout: PATIENCE_MS + 60_000 }, () => {
  let system: LocalSystem;
  let api: Api;
  let local: LocalFile;
  let made = 0;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    [api, local] = [await system.api(), await system.local()];
    const tool = ['--import', 'tsx', join(PROJECT, 'models/src/main.ts'), '--mode', OTHER.set];
    const where = ['--dir', join(system.home, 'models'), '--from', PLACE];
    await promisify(execFile)(process.execPath, [...tool, ...where], { cwd: PROJECT });
  });
  afterAll(() => system.stop());

  const photo = async (face: DemoFace, take: number) =>
    uniqueJpeg(await demoPortrait(face, take), `photograph ${made++} of ${Math.random()}`);
  const enrol = async (gallery: string, face: DemoFace, take: number) =>
    api.enrol(face.person, await photo(face, take), face.person, gallery);
  const enrolAll = async (gallery: string, people: DemoFace[], takes: number[]) => {
    for (const take of takes) await Promise.all(people.map((face) => enrol(gallery, face, take)));
  };
  const change = (gallery: string, model: unknown, more: object = {}) =>
    api.request('POST', `/v1/galleries/${gallery}/model`, {
      body: JSON.stringify({ model, ...more }),
      headers: { 'Content-Type': 'application/json' },
    });
  const accepted = async (gallery: string, model: string, more: object = {}) => {
    const answer = await change(gallery, model, more);
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/galleries/${gallery}/model`);
    return answer.body as Change;
  };
  const look = async (gallery: string) =>
    (await api.request('GET', `/v1/galleries/${gallery}/model`)).body as GalleryModel;
  const ended = (gallery: string) =>
    eventually(
      () => look(gallery),
      (now) => now.change?.status !== 'embedding',
      PATIENCE_MS,
    );
  const recognise = async (gallery: string, face: DemoFace) => {
    const answer = await api.recognise(await photo(face, PROBE_TAKE), gallery);
    return { name: largestName(answer), model: answer.model };
  };
  const problem = (answer: Answer) => [answer.status, (answer.body as { code: string }).code];

  it('embeds every face in the background while recognitions go by the old model, and switches at once', async () => {
    await enrolAll('default', PEOPLE, [0, 2, 4]);
    expect(await look('default')).toMatchObject({
      ...{ model: OLD, previousModel: null, faces: 18, facesWithout: 0, change: null },
    });
    const started = await accepted('default', NEW);
    expect(started).toMatchObject({ status: 'embedding', from: OLD, to: NEW, done: 0, failed: 0 });
    expect(problem(await change('default', NEW))).toEqual([409, 'model-change-running']);

    const seen: number[] = [];
    const models: string[] = [];
    for (let asked = 0; ; asked++) {
      const face = PEOPLE[asked % PEOPLE.length] as DemoFace;
      const answer = await recognise('default', face);
      expect(answer.name).toBe(face.person);
      models.push(answer.model);
      const { change: now } = await look('default');
      seen.push(now?.done ?? -1);
      if (now?.status !== 'embedding') break;
    }
    expect(models[0]).toBe(OLD);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await look('default')).toMatchObject({
      ...{ model: NEW, previousModel: OLD, faces: 18, facesWithout: 0 },
      change: { id: started.id, status: 'switched', total: 18, done: 18, failed: 0, failures: [] },
    });
    for (const face of PEOPLE)
      expect(await recognise('default', face)).toEqual({ name: face.person, model: NEW });
  });

  it('is back at once, and there again, because all embeddings are kept', async () => {
    expect(await accepted('default', OLD)).toMatchObject({
      status: 'switched',
      total: 0,
      from: NEW,
      to: OLD,
    });
    expect(await recognise('default', PEOPLE[0]!)).toEqual({ name: PEOPLE[0]!.person, model: OLD });
    expect(await look('default')).toMatchObject({ model: OLD, previousModel: NEW, facesWithout: 0 });
    expect(await accepted('default', NEW)).toMatchObject({ status: 'switched', total: 0 });
    expect(await recognise('default', PEOPLE[1]!)).toEqual({ name: PEOPLE[1]!.person, model: NEW });
  });

  it('gives one answer to a request that comes again with its idempotency key', async () => {
    const again = () =>
      api.request('POST', '/v1/galleries/default/model', {
        body: JSON.stringify({ model: NEW }),
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'the-same' },
      });
    const [first, second] = [await again(), await again()];
    expect(first).toMatchObject({ status: 202, body: { status: 'switched' } });
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it('leaves out nobody who is enrolled meanwhile, nor anybody when a recognizer is killed', async () => {
    const [late, ...early] = PEOPLE as [DemoFace, ...DemoFace[]];
    await enrolAll('busy', early, [0, 2, 4, 6]);
    await accepted('busy', NEW);
    const enrolling = enrol('busy', late, 0);
    await eventually(
      () => look('busy'),
      (now) => (now.change?.done ?? 0) >= 2,
      PATIENCE_MS,
    );
    const [recognizer] = await childrenOf(local.pids.scaler);
    process.kill(recognizer as number, 'SIGKILL');
    await enrolling;
    expect((await ended('busy')).change).toMatchObject({ status: 'switched', failed: 0 });
    await enrol('busy', late, 2);
    expect(await look('busy')).toMatchObject({ model: NEW, faces: 22, facesWithout: 0 });
    for (const face of PEOPLE)
      expect(await recognise('busy', face)).toEqual({ name: face.person, model: NEW });
    expect(await accepted('busy', OLD)).toMatchObject({ from: NEW, to: OLD }); // the last one has to be embedded
    expect(await ended('busy')).toMatchObject({
      model: OLD,
      facesWithout: 0,
      change: { status: 'switched' },
    });
    expect(await recognise('busy', late)).toEqual({ name: late.person, model: OLD });
  });

  it('stays with the old model when it is cancelled, and goes on from there when it is asked for again', async () => {
    await enrolAll('calm', PEOPLE, [0, 2, 4]);
    await accepted('calm', NEW);
    const cancelled = await api.request('DELETE', '/v1/galleries/calm/model');
    expect(cancelled.status).toBe(202);
    expect(cancelled.body).toMatchObject({ model: OLD, change: { status: 'cancelled' } });
    expect((await api.request('DELETE', '/v1/galleries/calm/model')).body).toMatchObject({
      change: { status: 'cancelled' },
    });
    expect((await recognise('calm', PEOPLE[0]!)).model).toBe(OLD);
    await accepted('calm', NEW);
    expect(await ended('calm')).toMatchObject({
      model: NEW,
      facesWithout: 0,
      change: { status: 'switched' },
    });
  });

  it('does not switch where too many faces cannot be embedded, says which, and switches where that is accepted', async () => {
    const some = PEOPLE.slice(0, 3);
    const faces = await Promise.all(some.map((face) => enrol('lossy', face, 0)));
    const lost = faces[0]!.faceId;
    const gone = await fetch(`${local.awsEndpoint}/${local.buckets.images}/enrolments/${lost}`, {
      method: 'DELETE',
    });
    expect(gone.ok).toBe(true);
    await accepted('lossy', NEW);
    expect(await ended('lossy')).toMatchObject({
      model: OLD,
      facesWithout: 0,
      change: {
        ...{ status: 'failed', total: 3, done: 2, failed: 1 },
        failures: [{ faceId: lost, code: 'processing-failed' }],
      },
    });
    await accepted('lossy', NEW, { minimumShare: 0.6 });
    expect(await ended('lossy')).toMatchObject({
      ...{ model: NEW, faces: 3, facesWithout: 1 },
      change: { status: 'switched', total: 1, done: 0, failed: 1 },
    });
    const found = await Promise.all(some.map((face) => recognise('lossy', face)));
    expect(found.map(({ name }) => name)).toEqual([null, some[1]!.person, some[2]!.person]);
  });

  it('leaves nothing behind of somebody who is removed afterwards', async () => {
    const person = PEOPLE[0]!.person;
    const removed = await api.request('DELETE', `/v1/galleries/calm/people/${person}`);
    expect(removed.status).toBe(200);
    expect(await look('calm')).toMatchObject({ faces: 15, facesWithout: 0 });
    expect((await recognise('calm', PEOPLE[0]!)).name).toBeNull();
    expect(await accepted('calm', OLD)).toMatchObject({ status: 'switched' });
    expect((await recognise('calm', PEOPLE[0]!)).name).toBeNull();
  });

  it('says what is wrong, and changes nothing', async () => {
    expect(problem(await change('default', 'facenet'))).toEqual([404, 'model-not-found']);
    expect(problem(await change('nobody', OLD))).toEqual([404, 'gallery-not-found']);
    expect(problem(await change('default', 7))).toEqual([400, 'request-invalid']);
    expect(problem(await change('default', OLD, { minimumShare: 2 }))).toEqual([400, 'request-invalid']);
    expect(problem(await change('default', OLD, { note: '' }))).toEqual([400, 'request-invalid']);
    for (const method of ['GET', 'DELETE'])
      expect(problem(await api.request(method, '/v1/galleries/nobody/model'))).toEqual([
        404,
        'gallery-not-found',
      ]);
    expect(await look('default')).toMatchObject({ model: NEW });
  });
});
