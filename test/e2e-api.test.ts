import type { EnrolmentSucceeded, RecognitionSucceeded } from '@facefleet/contracts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api, largestName } from './support/api';
import { DEMO_FACES, demoPhoto, demoPortrait } from './support/demo-faces';
import { readPhoto, uniqueJpeg } from './support/photos';
import { eventually, LocalSystem, PROJECT } from './support/system';

const UUID = /^[0-9a-f-]{36}$/;
const [ada, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];

describe('the API, on one machine with the built-in models', () => {
  let system: LocalSystem;
  let api: Api;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
  });
  afterAll(() => system.stop());

  const problemOf = (answer: { status: number; headers: Headers; body: unknown }) => {
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    const problem = answer.body as {
      status: number;
      code: string;
      detail: string;
      title: string;
      type: string;
    };
    expect(problem).toMatchObject({ status: answer.status, type: `urn:facefleet:problem:${problem.code}` });
    expect(problem.detail.length).toBeGreaterThan(10);
    return problem.code;
  };

  describe('recognising', () => {
    it('knows a person the moment the enrolment was answered, and forgets them the moment the removal was', async () => {
      const photo = await demoPortrait(ada, 1);
      expect(largestName(await api.recognise(photo))).toBeNull();
      const enrolled = await api.enrol('ada', await demoPortrait(ada, 0), 'Ada Lovelace');
      expect(enrolled).toMatchObject({
        kind: 'enrolment',
        status: 'succeeded',
        personId: 'ada',
        name: 'Ada Lovelace',
      });
      const [face] = (await api.recognise(photo)).faces;
      expect(face).toMatchObject({ decision: 'match', person: { id: 'ada', name: 'Ada Lovelace' } });

      expect((await api.request('GET', '/v1/galleries/default/people')).body).toEqual({
        gallery: 'default',
        people: [{ id: 'ada', name: 'Ada Lovelace', metadata: {}, faces: 1 }],
        nextCursor: null,
      });
      const removal = await api.request('DELETE', '/v1/galleries/default/people/ada');
      expect(removal.status).toBe(200);
      expect(removal.body).toEqual({
        gallery: 'default',
        personId: 'ada',
        removedFaces: 1,
        removedImages: 1,
        removedEntries: 1,
        rewrittenSegments: 0,
        droppedAnswers: 3,
        erasure: { id: expect.any(String) as string, location: expect.any(String) as string },
      });
      expect(largestName(await api.recognise(photo))).toBeNull();
      expect(problemOf(await api.request('DELETE', '/v1/galleries/default/people/ada'))).toBe(
        'person-not-found',
      );
    });

    it('finds every face of a group, largest first', async () => {
      const { faces, image } = await api.recognise(await readPhoto(demoPhoto(6)));
      expect(image).toMatchObject({ width: 1920, height: 1537 });
      expect(faces).toHaveLength(4);
      const areas = faces.map(({ box }) => box.width * box.height);
      expect(areas).toEqual([...areas].sort((a, b) => b - a));
    });

    it('answers at most maxFaces, given as form field or query parameter', async () => {
      const photo = await readPhoto(demoPhoto(6));
      const byField = await api.upload('/v1/recognitions', photo, { fields: { maxFaces: '2' } });
      expect((byField.body as RecognitionSucceeded).faces).toHaveLength(2);
      const byQuery = await api.upload('/v1/recognitions?maxFaces=1', photo);
      expect((byQuery.body as RecognitionSucceeded).faces).toHaveLength(1);
    });

    it('answers an image without a face with no faces', async () => {
      const grey = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
        .jpeg()
        .toBuffer();
      expect((await api.recognise(grey)).faces).toEqual([]);
    });

    it('answers a repeated image from the cache, under an id of its own', async () => {
      const photo = uniqueJpeg(await readPhoto(demoPhoto(3)), 'cache');
      const first = await api.upload('/v1/recognitions', photo);
      const second = await api.upload('/v1/recognitions', photo);
      expect(first.headers.get('cache-status')).toBe('facefleet; fwd=miss');
      expect(second.headers.get('cache-status')).toBe('facefleet; hit');
      const [a, b] = [first.body as RecognitionSucceeded, second.body as RecognitionSucceeded];
      expect(b.id).not.toBe(a.id);
      expect(b.faces).toEqual(a.faces);
      const kept = await eventually(
        () => api.request('GET', `/v1/recognitions/${b.id}`),
        ({ body }) => (body as { status: string }).status === 'succeeded',
        10_000,
      );
      expect(kept.body).toEqual(b);
    });

    it('gives two clients who upload different images under one file name at the same time their own answers', async () => {
      const gallery = 'same-name';
      const people = DEMO_FACES.slice(0, 4);
      for (const face of people)
        await api.enrol(face.person, await demoPortrait(face, 0), face.person, gallery);
      const uploads = await Promise.all(
        Array.from({ length: 24 }, async (_, index) => {
          const face = people[index % people.length] as (typeof people)[0];
          return { face, photo: uniqueJpeg(await demoPortrait(face, 1), `same name ${index}`) };
        }),
      );
      const answers = await Promise.all(
        uploads.map(async ({ face, photo }) => {
          const answer = await api.upload('/v1/recognitions', photo, {
            fileName: 'photo.jpg',
            fields: { gallery },
          });
          return [face.person, largestName(answer.body as RecognitionSucceeded)];
        }),
      );
      for (const [expected, answered] of answers) expect(answered).toBe(expected);
    });
  });

  describe('not waiting (RFC 7240)', () => {
    it('answers respond-async with 202 and a place to fetch the result from', async () => {
      const photo = uniqueJpeg(await demoPortrait(bob, 2), 'async');
      const accepted = await api.upload('/v1/recognitions', photo, { headers: { Prefer: 'respond-async' } });
      expect(accepted.status).toBe(202);
      expect(accepted.headers.get('preference-applied')).toBe('respond-async');
      const location = accepted.headers.get('location') ?? '';
      expect(location).toMatch(/^\/v1\/recognitions\/[0-9a-f-]{36}$/);
      expect(accepted.body).toMatchObject({ status: 'pending', location });
      const finished = await eventually(
        () => api.request('GET', location),
        ({ body }) => (body as { status: string }).status !== 'pending',
        30_000,
      );
      expect(finished.body).toMatchObject({
        id: location.split('/').pop(),
        kind: 'recognition',
        status: 'succeeded',
      });
    });

    it('answers respond-async with 202 for an image whose answer is known already', async () => {
      const photo = uniqueJpeg(await demoPortrait(bob, 2), 'async, known');
      await api.recognise(photo);
      const accepted = await api.upload('/v1/recognitions', photo, { headers: { Prefer: 'respond-async' } });
      expect(accepted.status).toBe(202);
      const { body } = await api.request('GET', accepted.headers.get('location') ?? '');
      expect(body).toMatchObject({ status: 'succeeded' });
    });

    it('waits as long as the client prefers', async () => {
      const photo = uniqueJpeg(await demoPortrait(bob, 2), 'wait');
      const answer = await api.upload('/v1/recognitions', photo, { headers: { Prefer: 'wait=30' } });
      expect(answer.status).toBe(200);
      expect((answer.body as RecognitionSucceeded).status).toBe('succeeded');
    });

    it('enrols without waiting, too', async () => {
      const accepted = await api.upload('/v1/galleries/later/people/bob/faces', await demoPortrait(bob, 0), {
        headers: { Prefer: 'respond-async' },
      });
      expect(accepted.status).toBe(202);
      const finished = await eventually(
        () => api.request('GET', accepted.headers.get('location') ?? ''),
        ({ body }) => (body as { status: string }).status !== 'pending',
        30_000,
      );
      expect(finished.body).toMatchObject({ kind: 'enrolment', status: 'succeeded', gallery: 'later' });
      expect(largestName(await api.recognise(await demoPortrait(bob, 1), 'later'))).toBe('bob');
    });

    it('says of a failed image what is wrong, when its result is fetched', async () => {
      const photo = await demoPortrait(bob, 2);
      const truncated = photo.subarray(0, Math.floor(photo.length / 2));
      const accepted = await api.upload('/v1/recognitions', truncated, {
        headers: { Prefer: 'respond-async' },
      });
      const finished = await eventually(
        () => api.request('GET', accepted.headers.get('location') ?? ''),
        ({ body }) => (body as { status: string }).status !== 'pending',
        30_000,
      );
      expect(finished).toMatchObject({
        status: 200,
        body: { status: 'failed', error: { code: 'image-unreadable' } },
      });
    });

    it('does not know ids that it never gave, nor an enrolment as a recognition', async () => {
      const unknown = await api.request('GET', '/v1/recognitions/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11');
      expect([unknown.status, problemOf(unknown)]).toEqual([404, 'recognition-not-found']);
      const malformed = await api.request('GET', '/v1/recognitions/..%2Fsecret');
      expect([malformed.status, problemOf(malformed)]).toEqual([400, 'request-invalid']);
      const { id } = await api.enrol('bob', await demoPortrait(bob, 0), 'Bob', 'later');
      expect(problemOf(await api.request('GET', `/v1/recognitions/${id}`))).toBe('recognition-not-found');
      expect((await api.request('GET', `/v1/enrolments/${id}`)).body).toMatchObject({ personId: 'bob' });
    });
  });

  describe('keys', () => {
    it('asks for one, and knows a wrong one', async () => {
      for (const path of ['/v1/recognitions', '/v1/galleries/default/people/x/faces']) {
        const none = await new Api(api.url).upload(path, await demoPortrait(ada, 0));
        expect([none.status, problemOf(none)]).toEqual([401, 'key-missing']);
        expect(none.headers.get('www-authenticate')).toMatch(/^Bearer/);
        const wrong = await new Api(api.url, 'wrong').upload(path, await demoPortrait(ada, 0));
        expect([wrong.status, problemOf(wrong)]).toEqual([401, 'key-invalid']);
      }
      for (const path of ['/v1/fleet', '/v1/galleries/default/people', '/v1/recognitions/x']) {
        expect(problemOf(await new Api(api.url).request('GET', path))).toBe('key-missing');
      }
    });
  });

  describe('galleries', () => {
    it('are named in the error when there is no such one', async () => {
      const answer = await api.upload('/v1/recognitions', await demoPortrait(ada, 0), {
        fields: { gallery: 'nobody' },
      });
      expect([answer.status, problemOf(answer)]).toEqual([404, 'gallery-not-found']);
      const people = await api.request('GET', '/v1/galleries/nobody/people');
      expect([people.status, problemOf(people)]).toEqual([404, 'gallery-not-found']);
    });

    it('do not know the people of other galleries', async () => {
      await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'one');
      await api.enrol('bob', await demoPortrait(bob, 0), 'Bob', 'two');
      expect(largestName(await api.recognise(await demoPortrait(ada, 1), 'one'))).toBe('Ada');
      expect(largestName(await api.recognise(await demoPortrait(ada, 1), 'two'))).toBeNull();
    });

    it.each(['..', 'a%2Fb', 'x'.repeat(65), '%00', '.hidden'])('refuse the name %s', async (name) => {
      const answer = await api.request('GET', `/v1/galleries/${name}/people`);
      expect([400, 404]).toContain(answer.status); // a client may fold `..` away before it sends
      expect(['request-invalid', 'not-found']).toContain(problemOf(answer));
    });

    it('refuse to enrol no face and several faces', async () => {
      const grey = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
        .jpeg()
        .toBuffer();
      const none = await api.upload('/v1/galleries/default/people/x/faces', grey);
      expect([none.status, problemOf(none)]).toEqual([422, 'no-face']);
      const several = await api.upload('/v1/galleries/default/people/x/faces', await readPhoto(demoPhoto(6)));
      expect([several.status, problemOf(several)]).toEqual([422, 'several-faces']);
      expect((await api.request('GET', '/v1/galleries/default/people')).body).toMatchObject({ people: [] });
    });
  });

  describe("the course project's contract", () => {
    const name = async (field: string, fileName: string, image: Buffer) => {
      const answer = await new Api(api.url).upload('/', image, { field, fileName });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
      return answer.body;
    };

    it('answers <name without extension>:<label> without a key', async () => {
      const paul = DEMO_FACES[3] as (typeof DEMO_FACES)[0];
      await api.enrol('paul', await demoPortrait(paul, 0), 'Paul');
      expect(await name('inputFile', 'test_000.jpg', await demoPortrait(paul, 1))).toBe('test_000:Paul');
      expect(await name('myfile', 'old.name.png', await demoPortrait(paul, 1))).toBe('old.name:Paul');
      expect(await name('inputFile', 'stranger.jpg', await demoPortrait(bob, 1))).toBe('stranger:Unknown');
      const grey = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
        .jpeg()
        .toBuffer();
      expect(await name('inputFile', 'wall.jpg', grey)).toBe('wall:NoFace');
    });

    it('says what is missing where no image was sent', async () => {
      const answer = await new Api(api.url).request('POST', '/', { body: new FormData() });
      expect([answer.status, problemOf(answer)]).toEqual([400, 'image-missing']);
    });
  });

  describe('watching it', () => {
    it('shows queue, workers and the last decision with its reasons', async () => {
      const { body } = await api.request('GET', '/v1/fleet');
      expect(body).toMatchObject({
        queue: { visible: expect.any(Number) as number, inFlight: expect.any(Number) as number },
        decision: { reasons: expect.arrayContaining([expect.any(String)]) as string[] },
        cache: { hits: expect.any(Number) as number },
      });
      expect((body as { workers: unknown[] }).workers.length).toBeGreaterThan(0);
    });

    it('is live and ready, and says of which parts', async () => {
      expect((await new Api(api.url).request('GET', '/health/live')).status).toBe(200);
      const ready = await new Api(api.url).request('GET', '/health/ready');
      expect(ready.status).toBe(200);
      expect(ready.body).toMatchObject({
        info: { queue: { status: 'up' }, 'object-store': { status: 'up' } },
      });
    });

    it('documents every operation with its errors, and needs nothing from elsewhere to show it', async () => {
      const { body } = await new Api(api.url).request('GET', '/openapi.json');
      const document = body as {
        openapi: string;
        paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
      };
      expect(document.openapi).toMatch(/^3\.1/);
      const builtFrom = await readFile(join(PROJECT, 'dist/openapi.json'), 'utf8');
      expect(document).toEqual(JSON.parse(builtFrom));
      for (const [path, operations] of Object.entries(document.paths)) {
        for (const operation of Object.values(operations)) {
          if (path.startsWith('/v1/')) expect(Object.keys(operation.responses)).toContain('401');
        }
      }
      const page = await new Api(api.url).request('GET', '/docs');
      expect(page.status).toBe(200);
      expect(page.body).not.toMatch(/(src|href)="https?:/);
    });

    it('answers a wrong method with those that there are', async () => {
      for (const [method, path, allow] of [
        ['DELETE', '/v1/galleries', 'GET, HEAD, POST'],
        ['GET', '/v1/uploads', 'POST'],
        ['POST', '/v1/galleries/default/people/ada', 'DELETE, GET, HEAD, PATCH'],
      ] as const) {
        const answer = await api.request(method, path);
        expect([answer.status, problemOf(answer)], path).toEqual([405, 'method-not-allowed']);
        expect(answer.headers.get('allow'), path).toBe(allow);
      }
    });

    it('answers an unknown path with a problem', async () => {
      const answer = await api.request('GET', '/nowhere');
      expect([answer.status, problemOf(answer)]).toEqual([404, 'not-found']);
    });
  });

  describe('the typed client', () => {
    it('recognises, follows a pending answer, and throws problems by their code', async () => {
      const facefleet = await system.facefleet();
      await facefleet.enrol('typed', 'ada', await demoPortrait(ada, 0), { name: 'Ada' });
      const { faces } = await facefleet.recognise(await demoPortrait(ada, 1), { gallery: 'typed' });
      expect(faces[0]).toMatchObject({ decision: 'match', person: { id: 'ada', name: 'Ada' } });

      const form = new FormData();
      form.append('image', new Blob([new Uint8Array(await demoPortrait(bob, 1))]));
      const { data } = await facefleet.http.POST('/v1/recognitions', {
        headers: { Prefer: 'respond-async' },
        body: { image: new Blob([]) },
        bodySerializer: () => form,
      });
      expect(data).toMatchObject({ status: 'pending' });
      expect(await facefleet.waitFor(data!)).toMatchObject({ status: 'succeeded', faces: [{}] });

      await expect(facefleet.listPeople('nobody')).rejects.toMatchObject({
        code: 'gallery-not-found',
        status: 404,
      });
    });
  });

  it('keeps the image as it was sent, byte for byte, and the result under its id', async () => {
    const photo = uniqueJpeg(await demoPortrait(ada, 3), 'kept');
    const { id } = (await api.upload('/v1/recognitions', photo)).body as RecognitionSucceeded;
    expect(id).toMatch(UUID);
    const { awsEndpoint, buckets } = await system.local();
    const stored = await fetch(`${awsEndpoint}/${buckets.images}/recognitions/${id}`);
    expect(Buffer.from(await stored.arrayBuffer()).equals(photo)).toBe(true);
    const result = (await (
      await fetch(`${awsEndpoint}/${buckets.results}/${id}`)
    ).json()) as RecognitionSucceeded;
    expect(result.id).toBe(id);
  });

  it('erases images, embeddings and enrolment results of a person who was removed', async () => {
    const { faceId } = (await api.enrol(
      'gone',
      await demoPortrait(bob, 0),
      'Gone',
      'erased',
    )) satisfies EnrolmentSucceeded;
    await api.request('DELETE', '/v1/galleries/erased/people/gone');
    const { awsEndpoint, buckets } = await system.local();
    for (const path of [
      `${buckets.images}/enrolments/${faceId}`,
      `${buckets.results}/${faceId}`,
      `${buckets.galleries}/galleries/erased/entries/${faceId}`,
    ]) {
      expect((await fetch(`${awsEndpoint}/${path}`)).status).toBe(404);
    }
  });
});
