import type {
  ComparisonSucceeded,
  DetectionSucceeded,
  RankedPerson,
  RecognitionSucceeded,
  SearchSucceeded,
  VerificationSucceeded,
} from '@facefleet/contracts';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api, type UploadOptions } from './support/api';
import { DEMO_FACES, demoPhoto, demoPortrait } from './support/demo-faces';
import {
  hasSharedFaces,
  hasSharedModels,
  peopleIn,
  readPhoto,
  SHARED_FACES,
  SHARED_MODELS,
  uniqueJpeg,
} from './support/photos';
import { childrenOf, eventually, LocalSystem } from './support/system';

const NOBODY = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const ASYNC = { Prefer: 'respond-async' };

function problemOf({ status, headers, body }: Answer): [number, string, string] {
  expect(headers.get('content-type')).toMatch('application/problem+json');
  const { code, detail } = body as { code: string; detail: string };
  return [status, code, detail];
}

function compare(
  api: Api,
  images: Record<string, Uint8Array>,
  { fields = {}, headers }: UploadOptions = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, image] of Object.entries(images))
    form.append(name, new Blob([new Uint8Array(image)]), name);
  return api.request('POST', '/v1/comparisons', { body: form, headers });
}

function search(api: Api, question: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return api.request('POST', '/v1/searches', {
    body: JSON.stringify(question),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

function verify(
  api: Api,
  image: Uint8Array,
  fields: Record<string, string>,
  headers?: Record<string, string>,
): Promise<Answer> {
  return api.upload('/v1/verifications', image, { fields, headers });
}

/** The result behind the `Location` of a 202. */
async function fetched<T>(api: Api, accepted: Answer): Promise<T> {
  expect(accepted.status).toBe(202);
  const { body } = await eventually(
    () => api.request('GET', accepted.headers.get('location') ?? ''),
    (answer) => (answer.body as { status: string }).status !== 'pending',
    90_000,
  );
  return body as T;
}

/** Pictures side by side. */
async function collage(...pictures: Buffer[]): Promise<Buffer> {
  const side = 300;
  const tiles = await Promise.all(pictures.map((picture) => sharp(picture).resize(side, side).toBuffer()));
  return sharp({ create: { width: side * tiles.length, height: side, channels: 3, background: '#777' } })
    .composite(tiles.map((input, i) => ({ input, left: i * side, top: 0 })))
    .jpeg({ quality: 92 })
    .toBuffer();
}

const grey = () =>
  sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();

describe('questions, with the built-in models', () => {
  const named = (person: string) => DEMO_FACES.find((face) => face.person === person)!;
  // The built-in models tell these five apart at one comparison in a hundred; not all of the others.
  const [ada, bob, grace] = [named('three-left'), named('five-right'), named('six-first')];
  const [alan, stranger] = [named('six-second'), named('six-fourth')];
  let system: LocalSystem;
  let api: Api;
  let adasFaces: string[];

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
    const first = await api.enrol('ada', await demoPortrait(ada, 0), 'Ada Lovelace');
    const second = await api.enrol('ada', await demoPortrait(ada, 1), 'Ada Lovelace');
    adasFaces = [first.faceId, second.faceId];
    await api.enrol('bob', await demoPortrait(bob, 0));
    await api.enrol('grace', await demoPortrait(grace, 0));
    await api.enrol('alan', await demoPortrait(alan, 0));
  });
  afterAll(() => system.stop());

  describe('recognitions', () => {
    it('name everybody once, by the most certain of his faces, with how many enrolled faces bear that out', async () => {
      const image = await collage(
        await demoPortrait(ada, 2),
        await demoPortrait(stranger, 0),
        await demoPortrait(ada, 3),
        await demoPortrait(bob, 1),
      );
      const { faces, people } = await api.recognise(image);
      expect(faces).toHaveLength(4);
      expect(people.map(({ person }) => person.id).sort()).toEqual(['ada', 'bob']);
      const rates = people.map(({ falseMatchRate }) => falseMatchRate);
      expect(rates).toEqual(rates.toSorted((a, b) => a - b));
      const row = people.find(({ person }) => person.id === 'ada')!;
      const of = faces.flatMap(({ person, candidate }, i) =>
        (person ?? candidate)?.id === 'ada' ? [i] : [],
      );
      expect(of).toHaveLength(2);
      expect(row).toMatchObject({
        person: { id: 'ada', name: 'Ada Lovelace' },
        decision: 'match',
        faces: of,
        enrolledFaces: 2,
        supportingFaces: 2,
      });
      expect(adasFaces).toContain(row.bestFaceId);
      const best = faces[row.face]!;
      expect([best.similarity, best.falseMatchRate]).toEqual([row.similarity, row.falseMatchRate]);
      for (const i of of) expect(faces[i]!.falseMatchRate).toBeGreaterThanOrEqual(row.falseMatchRate);
      for (const { nearest } of faces) expect(nearest).toEqual([]);
    });

    it('give the nearest people whatever the decision, each once, when they are asked for', async () => {
      const image = await demoPortrait(stranger, 1);
      const { body } = await api.upload('/v1/recognitions', image, { fields: { maxCandidates: '3' } });
      const { faces, people } = body as RecognitionSucceeded;
      expect(people).toEqual([]);
      const { nearest, similarity, decision } = faces[0]!;
      expect(decision).toBe('unknown');
      expect(new Set(nearest.map(({ person }) => person.id)).size).toBe(3);
      expect(nearest[0]!.similarity).toBe(similarity);
      const all = await api.upload('/v1/recognitions?maxCandidates=20', image);
      expect((all.body as RecognitionSucceeded).faces[0]!.nearest).toHaveLength(4);
      const tooMany = await api.upload('/v1/recognitions?maxCandidates=21', image);
      expect(problemOf(tooMany).slice(0, 2)).toEqual([400, 'request-invalid']);
    });
  });

  describe('detections', () => {
    it('find the faces that a recognition finds, and name nobody', async () => {
      const photo = await readPhoto(demoPhoto(6));
      const answer = await api.upload('/v1/detections', photo);
      expect(answer.status).toBe(200);
      const { faces, image } = answer.body as DetectionSucceeded;
      const recognised = await api.recognise(photo);
      expect(image).toEqual(recognised.image);
      expect(faces).toEqual(
        recognised.faces.map(({ box, landmarks, detectionScore, quality }) => ({
          ...{ box, landmarks, detectionScore, quality },
        })),
      );
      const two = await api.upload('/v1/detections', photo, { fields: { maxFaces: '2' } });
      expect((two.body as DetectionSucceeded).faces).toEqual(faces.slice(0, 2));
    });

    it('answer a repeated image from the cache, under an id of its own', async () => {
      const photo = uniqueJpeg(await demoPortrait(ada, 4), 'detected twice');
      const [first, second] = [
        await api.upload('/v1/detections', photo),
        await api.upload('/v1/detections', photo),
      ];
      expect([first, second].map(({ headers }) => headers.get('cache-status'))).toEqual([
        'facefleet; fwd=miss',
        'facefleet; hit',
      ]);
      const [a, b] = [first.body as DetectionSucceeded, second.body as DetectionSucceeded];
      expect(b).toEqual({ ...a, id: b.id });
      expect(b.id).not.toBe(a.id);
    });

    it('are made once of an image that several send at once, and each has an answer of his own', async () => {
      const photo = uniqueJpeg(await demoPortrait(ada, 4), 'detected by all at once');
      const askers = Array.from({ length: 8 });
      const answers = await Promise.all(askers.map(() => api.upload('/v1/detections', photo)));
      const sources = answers.map(({ headers }) => headers.get('cache-status'));
      // Who came when the first one had its answer took that from the cache.
      expect(sources.filter((source) => source === 'facefleet; fwd=miss')).toHaveLength(1);
      const found = answers.map(({ body }) => body as DetectionSucceeded);
      expect(new Set(found.map(({ id }) => id)).size).toBe(askers.length);
      for (const detection of found) {
        expect(detection).toEqual({ ...found[0], id: detection.id });
        expect((await api.request('GET', `/v1/detections/${detection.id}`)).body).toEqual(detection);
      }
      const later = await Promise.all(
        askers.map(() => api.upload('/v1/detections', uniqueJpeg(photo, 'later'), { headers: ASYNC })),
      );
      const ends = await Promise.all(later.map((accepted) => fetched<DetectionSucceeded>(api, accepted)));
      expect(new Set(ends.map(({ id }) => id)).size).toBe(askers.length);
      for (const { faces } of ends) expect(faces).toEqual(found[0]!.faces);
    });

    it('are answered later to who does not wait', async () => {
      const photo = uniqueJpeg(await demoPortrait(ada, 4), 'detected later');
      const accepted = await api.upload('/v1/detections', photo, { headers: ASYNC });
      const location = accepted.headers.get('location');
      expect(location).toMatch(/^\/v1\/detections\/[0-9a-f-]{36}$/);
      const result = await fetched<DetectionSucceeded>(api, accepted);
      expect(result).toMatchObject({ kind: 'detection', status: 'succeeded' });
      expect(result.faces).toHaveLength(1);
    });

    it('say what is wrong', async () => {
      const none = await api.request('POST', '/v1/detections', { body: new FormData() });
      expect(problemOf(none).slice(0, 2)).toEqual([400, 'image-missing']);
      const text = await api.upload('/v1/detections', Buffer.from('no image'));
      expect(problemOf(text).slice(0, 2)).toEqual([415, 'image-type-unsupported']);
      const empty = await api.upload('/v1/detections', await grey());
      expect((empty.body as DetectionSucceeded).faces).toEqual([]);
    });
  });

  describe('comparisons', () => {
    it('put the face of the same person first, with both places and qualities', async () => {
      const source = await demoPortrait(ada, 0);
      const target = await collage(await demoPortrait(bob, 1), await demoPortrait(ada, 2));
      const answer = await compare(api, { source, target });
      expect(answer.status).toBe(200);
      const { source: from, target: to, maxFalseMatchRate } = answer.body as ComparisonSucceeded;
      expect(maxFalseMatchRate).toBe(0.001);
      expect(from).toMatchObject({ otherFaces: 0, face: { quality: { issues: [] } } });
      const [same, other] = to.faces;
      expect(to.faces).toHaveLength(2);
      expect(same).toMatchObject({ decision: 'match', quality: { issues: [] } });
      expect(same!.box.x).toBeGreaterThan(300);
      expect(same!.falseMatchRate).toBeLessThanOrEqual(0.001);
      expect(other!.similarity).toBeLessThan(same!.similarity);
      expect(other).toMatchObject({ decision: 'unknown' });
    });

    it('do not refuse a bad face, and say how bad it is', async () => {
      const sharpFace = await demoPortrait(ada, 0);
      const blurred = await sharp(sharpFace).blur(4).jpeg().toBuffer();
      const { body } = await compare(api, { source: blurred, target: sharpFace });
      expect((body as ComparisonSucceeded).source.face.quality.issues).toContain('too-blurred');
      expect((body as ComparisonSucceeded).target.faces).toHaveLength(1);
    });

    it('know which of the images is wrong', async () => {
      const face = await demoPortrait(ada, 0);
      const nobody = await grey();
      const text = Buffer.from('no image');
      const broken = face.subarray(0, face.length / 2);
      const cases = [
        [{ source: face }, 400, 'image-missing', /"target"/],
        [{ target: face }, 400, 'image-missing', /"source"/],
        [{ source: text, target: face }, 415, 'image-type-unsupported', /^source: /],
        [{ source: face, target: Buffer.alloc(0) }, 400, 'image-empty', /^target: /],
        [{ source: face, target: broken }, 422, 'image-unreadable', /^target: /],
        [{ source: nobody, target: face }, 422, 'no-face', /^source: /],
      ] as const;
      for (const [images, status, code, says] of cases) {
        const [answered, problem, detail] = problemOf(await compare(api, images));
        expect([answered, problem]).toEqual([status, code]);
        expect(detail).toMatch(says);
      }
      const three = await compare(api, { source: face, target: face, image: face });
      expect(problemOf(three)[0]).toBe(400);
      const empty = await compare(api, { source: face, target: nobody });
      expect((empty.body as ComparisonSucceeded).target.faces).toEqual([]);
    });

    it('are made with the model and the limit that were asked for', async () => {
      const images = { source: await demoPortrait(ada, 0), target: await demoPortrait(ada, 2) };
      const plain = (await compare(api, images)).body as ComparisonSucceeded;
      const [face] = plain.target.faces;
      const strict = { maxFalseMatchRate: String(face!.falseMatchRate / 5), model: plain.model };
      const possible = (await compare(api, images, { fields: strict })).body as ComparisonSucceeded;
      expect(possible.target.faces[0]).toMatchObject({ ...face, decision: 'possible' });
      const nonsense = await compare(api, images, { fields: { maxFalseMatchRate: '0' } });
      expect(problemOf(nonsense).slice(0, 2)).toEqual([400, 'request-invalid']);
      for (const model of ['facenet-2015', 'face-reidentification-retail-0095', 'yunet-n']) {
        const unknown = await compare(api, images, { fields: { model } });
        expect(problemOf(unknown).slice(0, 2)).toEqual([404, 'model-not-found']);
      }
    });

    it('are answered later, from the cache, and each client its own', async () => {
      const images = { source: await demoPortrait(ada, 0), target: await demoPortrait(ada, 5) };
      const later = await fetched<ComparisonSucceeded>(api, await compare(api, images, { headers: ASYNC }));
      expect(later).toMatchObject({ kind: 'comparison', status: 'succeeded' });
      const again = await compare(api, images);
      expect(again.headers.get('cache-status')).toBe('facefleet; hit');
      expect((again.body as ComparisonSucceeded).target).toEqual(later.target);
      const swapped = await compare(api, { source: images.target, target: images.source });
      expect(swapped.headers.get('cache-status')).toBe('facefleet; fwd=miss');

      const everybody = [ada, bob, grace, alan];
      const pairs = everybody.flatMap((a) => everybody.map((b) => [a, b] as const));
      const answers = await Promise.all(
        pairs.map(async ([a, b]) =>
          compare(api, { source: await demoPortrait(a, 0), target: await demoPortrait(b, 1) }),
        ),
      );
      for (const [i, { body }] of answers.entries()) {
        const [a, b] = pairs[i]!;
        const [face] = (body as ComparisonSucceeded).target.faces;
        expect(face!.decision, `${a.person} and ${b.person}`).toBe(a === b ? 'match' : 'unknown');
      }
    });
  });

  describe('verifications', () => {
    it('say whether the image shows the person, however many others there are', async () => {
      const right = await verify(api, await demoPortrait(ada, 3), { personId: 'ada' });
      expect(right.status).toBe(200);
      const body = right.body as VerificationSucceeded;
      expect(body).toMatchObject({
        ...{ verified: true, decision: 'match', otherFaces: 0, enrolledFaces: 2 },
        person: { id: 'ada', name: 'Ada Lovelace' },
        maxFalseMatchRate: 0.001,
      });
      expect(adasFaces).toContain(body.bestFaceId);
      const { faces } = await api.recognise(await demoPortrait(ada, 3));
      expect(body.similarity).toBe(faces[0]!.similarity);
      expect(faces[0]!.falseMatchRate! / body.falseMatchRate!).toBeCloseTo(4, 0); // a search of four people

      const wrong = await verify(api, await demoPortrait(bob, 1), { personId: 'ada' });
      expect(wrong.body).toMatchObject({ verified: false, decision: 'unknown', person: { id: 'ada' } });
    });

    it('go by the most prominent face alone', async () => {
      const [front, behind] = [await demoPortrait(bob, 1), await demoPortrait(ada, 2)];
      const small = await sharp(behind).resize(110, 110).toBuffer();
      const image = await sharp(await sharp(front).resize(600, 600).toBuffer())
        .extend({ right: 200, background: '#777' })
        .composite([{ input: small, left: 640, top: 20 }])
        .jpeg({ quality: 92 })
        .toBuffer();
      const { people } = await api.recognise(image);
      expect(people.map(({ person }) => person.id).sort()).toEqual(['ada', 'bob']);
      const answer = await verify(api, image, { personId: 'ada' });
      expect(answer.body).toMatchObject({ verified: false, otherFaces: 1 });
      expect((await verify(api, image, { personId: 'bob' })).body).toMatchObject({ verified: true });
    });

    it('are as careful as was asked', async () => {
      const image = await demoPortrait(ada, 3);
      const { falseMatchRate } = (await verify(api, image, { personId: 'ada' }))
        .body as VerificationSucceeded;
      const maxFalseMatchRate = String(falseMatchRate! / 5);
      const careful = await verify(api, image, { personId: 'ada', maxFalseMatchRate });
      expect(careful.body).toMatchObject({ verified: false, decision: 'possible' });
    });

    it('say what is wrong', async () => {
      const image = await demoPortrait(ada, 3);
      const cases: [Promise<Answer>, number, string][] = [
        [verify(api, image, {}), 400, 'request-invalid'],
        [verify(api, image, { personId: '../ada' }), 400, 'request-invalid'],
        [verify(api, image, { personId: 'nobody' }), 404, 'person-not-found'],
        [verify(api, image, { personId: 'ada', gallery: 'nowhere' }), 404, 'gallery-not-found'],
        [verify(api, await grey(), { personId: 'ada' }), 422, 'no-face'],
      ];
      for (const [answer, status, code] of cases)
        expect(problemOf(await answer).slice(0, 2)).toEqual([status, code]);
    });

    it('know a person the moment the enrolment was answered, and nobody who was removed', async () => {
      const image = await demoPortrait(ada, 2);
      const gallery = 'come-and-go';
      await api.enrol('eve', await demoPortrait(ada, 0), 'Eve', gallery);
      expect((await verify(api, image, { personId: 'eve', gallery })).body).toMatchObject({ verified: true });
      await api.request('DELETE', `/v1/galleries/${gallery}/people/eve`);
      const after = await verify(api, image, { personId: 'eve', gallery });
      expect(problemOf(after).slice(0, 2)).toEqual([404, 'person-not-found']);
    });

    it('say of a person who was removed while they waited that there is none', async () => {
      const gallery = 'removed-meanwhile';
      const { faceId } = await api.enrol('eve', await demoPortrait(ada, 0), 'Eve', gallery);
      await api.enrol('bob', await demoPortrait(bob, 0), 'Bob', gallery);
      const recognizers = await childrenOf((await system.local()).pids.scaler);
      expect(recognizers.length).toBeGreaterThan(0);
      const waiting: Answer[] = [];
      for (const pid of recognizers) process.kill(pid, 'SIGSTOP');
      try {
        waiting.push(await verify(api, await demoPortrait(ada, 2), { personId: 'eve', gallery }, ASYNC));
        waiting.push(await search(api, { gallery, faceId }, ASYNC));
        await api.request('DELETE', `/v1/galleries/${gallery}/people/eve`);
      } finally {
        // Whoever goes on may answer what was asked before the removal as it was then: those who begin anew may not.
        for (const pid of recognizers) process.kill(pid, 'SIGKILL');
      }
      const [verification, searched] = await Promise.all(waiting.map((answer) => fetched(api, answer)));
      expect(verification).toMatchObject({ status: 'failed', error: { code: 'person-not-found' } });
      // Its answer would be about a face of theirs, and nothing else: it is erased with them.
      expect(searched).toMatchObject({ code: 'search-not-found' });
    });
  });

  describe('searches', () => {
    const ids = (people: RankedPerson[]) => people.map(({ person }) => person.id);

    it('find the other people who look like an enrolled face, each once', async () => {
      const answer = await search(api, { faceId: adasFaces[0] });
      expect(answer.status).toBe(200);
      const { people, person, maxFalseMatchRate } = answer.body as SearchSucceeded;
      expect(person).toEqual({ id: 'ada', name: 'Ada Lovelace' });
      expect(maxFalseMatchRate).toBe(0.001);
      expect(ids(people).sort()).toEqual(['alan', 'bob', 'grace']);
      for (const { decision } of people) expect(decision).not.toBe('match');
      const one = await search(api, { faceId: adasFaces[0], maxCandidates: 1 });
      expect((one.body as SearchSucceeded).people).toEqual(people.slice(0, 1));
    });

    it('find who is enrolled twice, the moment that was answered', async () => {
      const twin = await api.enrol('countess', await demoPortrait(ada, 2), 'The Countess');
      const { body } = await search(api, { faceId: adasFaces[1]!.toUpperCase() });
      expect((body as SearchSucceeded).people[0]).toMatchObject({
        person: { id: 'countess', name: 'The Countess' },
        decision: 'match',
        bestFaceId: twin.faceId,
        supportingFaces: 1,
        enrolledFaces: 1,
      });
      await api.request('DELETE', '/v1/galleries/default/people/countess');
      const after = await search(api, { faceId: adasFaces[1] });
      expect(ids((after.body as SearchSucceeded).people)).not.toContain('countess');
      const gone = await search(api, { faceId: twin.faceId });
      expect(problemOf(gone).slice(0, 2)).toEqual([404, 'face-not-found']);
    });

    it('are answered later, and from the cache', async () => {
      const question = { faceId: adasFaces[0], maxCandidates: 2 };
      const accepted = await search(api, question, ASYNC);
      expect(accepted.headers.get('location')).toMatch(/^\/v1\/searches\//);
      const later = await fetched<SearchSucceeded>(api, accepted);
      expect(later.people).toHaveLength(2);
      const again = await search(api, question);
      expect(again.headers.get('cache-status')).toBe('facefleet; hit');
      expect((again.body as SearchSucceeded).people).toEqual(later.people);
    });

    it('say what is wrong', async () => {
      const faceId = adasFaces[0];
      const cases: [unknown, number, string][] = [
        [{}, 400, 'request-invalid'],
        [{ faceId: 'face' }, 400, 'request-invalid'],
        [{ faceId, maxCandidates: 0 }, 400, 'request-invalid'],
        [{ faceId, maxCandidates: 101 }, 400, 'request-invalid'],
        [{ faceId, image: 'x' }, 400, 'request-invalid'],
        [{ faceId, gallery: 'x'.repeat(20_000) }, 413, 'request-too-large'],
        [{ faceId: NOBODY }, 404, 'face-not-found'],
        [{ faceId, gallery: 'nowhere' }, 404, 'gallery-not-found'],
      ];
      for (const [question, status, code] of cases)
        expect(problemOf(await search(api, question)).slice(0, 2)).toEqual([status, code]);
    });
  });

  it('are found under their own kind only', async () => {
    const kinds = ['recognition', 'detection', 'comparison', 'verification', 'search'];
    const pathOf = (kind: string) => `/v1/${kind === 'search' ? 'searches' : `${kind}s`}`;
    const { id } = (await api.upload('/v1/detections', await demoPortrait(ada, 6)))
      .body as DetectionSucceeded;
    for (const kind of kinds) {
      const unknown = await api.request('GET', `${pathOf(kind)}/${NOBODY}`);
      expect(problemOf(unknown).slice(0, 2)).toEqual([404, `${kind}-not-found`]);
      const malformed = await api.request('GET', `${pathOf(kind)}/x`);
      expect(problemOf(malformed).slice(0, 2)).toEqual([400, 'request-invalid']);
      const other = await api.request('GET', `${pathOf(kind)}/${id}`);
      expect(other.status, kind).toBe(kind === 'detection' ? 200 : 404);
    }
  });
});

const here = hasSharedFaces && hasSharedModels;

describe(`questions about 10 people, recommended models${here ? '' : ' (skipped: no ../shared/faces and models)'}`, () => {
  let system: LocalSystem | undefined;
  let api: Api;
  let people: { person: string; photos: string[] }[];

  beforeAll(async () => {
    if (!here) return;
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'recommended',
      FACEFLEET_MODELS_FROM: SHARED_MODELS,
    });
    api = await system.api();
    people = await peopleIn(join(SHARED_FACES, 'lfw100'));
    for (const { person, photos } of people) {
      for (const photo of photos.slice(0, 3)) await api.enrol(person, await readPhoto(photo));
    }
  });
  afterAll(() => system?.stop());

  it.skipIf(!here)('verify everybody as himself and nobody as somebody else', async () => {
    const claims = people.flatMap(({ person, photos }, i) =>
      photos.slice(3, 6).flatMap((photo, j) => [
        { photo, claimed: person, right: true },
        { photo, claimed: people[(i + 1 + j) % people.length]!.person, right: false },
      ]),
    );
    const answers = await Promise.all(
      claims.map(async ({ photo, claimed }) => verify(api, await readPhoto(photo), { personId: claimed })),
    );
    const wrong = claims.filter(
      ({ right }, i) => (answers[i]!.body as VerificationSucceeded).verified !== right,
    );
    expect(wrong).toEqual([]);
  });

  it.skipIf(!here)('compare photographs of one person and of two', async () => {
    const pairs = people.flatMap(({ photos }, i) => [
      { source: photos[3]!, target: photos[4]!, same: true },
      { source: photos[3]!, target: people[(i + 1) % people.length]!.photos[4]!, same: false },
    ]);
    const answers = await Promise.all(
      pairs.map(async ({ source, target }) =>
        compare(api, { source: await readPhoto(source), target: await readPhoto(target) }),
      ),
    );
    const wrong = pairs.filter(({ same }, i) => {
      const { faces } = (answers[i]!.body as ComparisonSucceeded).target;
      return (faces[0]!.decision === 'match') !== same;
    });
    expect(wrong).toEqual([]);
  });

  it.skipIf(!here)('find somebody who is enrolled under two names', async () => {
    const [{ person, photos }] = people as [{ person: string; photos: string[] }];
    const { faceId } = await api.enrol('alias', await readPhoto(photos[3]!));
    const { body } = await search(api, { faceId, maxCandidates: 100 });
    const found = (body as SearchSucceeded).people;
    expect(found).toHaveLength(people.length);
    expect(found[0]).toMatchObject({ person: { id: person }, decision: 'match', enrolledFaces: 3 });
    expect(found.slice(1).map(({ decision }) => decision)).not.toContain('match');
  });
});
