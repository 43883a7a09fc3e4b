import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Api, largestName } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { eventually, LocalSystem } from './support/system';

const [ada, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const JSON_BODY = { 'Content-Type': 'application/json' };
const NO_FACE = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

interface Person {
  id: string;
  name: string;
  metadata: object;
  faces: { id: string; enrolledAt: string; models: string[] }[];
}

function problemOf({ status, headers, body }: Answer): [number, string] {
  expect(headers.get('content-type')).toMatch('application/problem+json');
  return [status, (body as { code: string }).code];
}

describe('people', () => {
  let system: LocalSystem;
  let api: Api;
  let recognizing: Api;

  const send = (method: string, path: string, body?: unknown, headers = {}, as = api) =>
    as.request(method, `/v1/galleries/${path}`, {
      body: JSON.stringify(body),
      headers: { ...JSON_BODY, ...headers },
    });
  const create = (gallery: string, person: object) => send('POST', `${gallery}/people`, person);
  const gallery = async (name: string, ...people: object[]) => {
    await api.request('POST', '/v1/galleries', { body: JSON.stringify({ name }), headers: JSON_BODY });
    for (const person of people) expect((await create(name, person)).status).toBe(201);
  };
  const find = async (name: string, id: string) => (await send('GET', `${name}/people/${id}`)).body as Person;
  const idsOf = async (path: string, as = api) => {
    const { status, body } = await send('GET', path, undefined, {}, as);
    expect(status).toBe(200);
    const { people, nextCursor } = body as { people: Person[]; nextCursor: string | null };
    return { ids: people.map(({ id }) => id), nextCursor };
  };

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
    const { body } = await api.request('POST', '/v1/keys', {
      body: JSON.stringify({ name: 'door', scopes: ['recognize'] }),
      headers: JSON_BODY,
    });
    recognizing = new Api(api.url, (body as { secret: string }).secret);
  });
  afterAll(() => system?.stop());

  describe('known before they have a face', () => {
    it('are added with name and metadata, once', async () => {
      await gallery('added');
      const wanted = { id: 'ada', name: 'Ada Lovelace', metadata: { department: 'engines', badge: 1815 } };
      const added = await create('added', wanted);
      expect(added.status).toBe(201);
      expect(added.headers.get('location')).toBe('/v1/galleries/added/people/ada');
      expect(added.body).toEqual({ gallery: 'added', ...wanted, faces: [] });
      expect(await find('added', 'ada')).toEqual(added.body);
      expect(problemOf(await create('added', wanted))).toEqual([409, 'person-exists']);
      expect((await create('added', { id: 'bare' })).body).toMatchObject({ name: 'bare', metadata: {} });
    });

    it('are the people who are enrolled later', async () => {
      const { faceId, model } = await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'added');
      const { name, metadata, faces } = await find('added', 'ada');
      expect({ name, metadata }).toEqual({ name: 'Ada', metadata: { department: 'engines', badge: 1815 } });
      expect(faces).toMatchObject([{ id: faceId, models: [model] }]);
      expect(Math.abs(Date.parse(faces[0]!.enrolledAt) - Date.now())).toBeLessThan(600_000);
    });

    it('are refused with what is no id, no name or too much', async () => {
      const refused: object[] = [
        {},
        { id: '..' },
        { id: 'x', name: '' },
        { id: 'x', metadata: { a: { b: 1 } } },
      ];
      const prototype = JSON.parse('{"__proto__": "x", "a": 1}') as object;
      refused.push({ id: 'x', metadata: prototype });
      for (const body of [...refused, { id: 'x', age: 1 }, { id: 'x', metadata: { a: 'x'.repeat(5_000) } }]) {
        expect(problemOf(await create('added', body))).toEqual([400, 'request-invalid']);
      }
      expect(problemOf(await create('nobody', { id: 'x' }))).toEqual([404, 'gallery-not-found']);
    });
  });

  describe('asked for', () => {
    beforeAll(() =>
      gallery(
        'many',
        { id: 'c', name: 'Grace Hopper', metadata: { team: ['navy', 'code'], floor: 3 } },
        { id: 'a', name: 'Ada Lovelace', metadata: { team: ['engines'], floor: 3 } },
        { id: 'b', name: 'Émilie du Châtelet' },
        { id: 'd', name: 'ADA Yonath', metadata: { floor: 1 } },
      ),
    );

    it('come page by page, in the order of their ids', async () => {
      expect(await idsOf('many/people')).toEqual({ ids: ['a', 'b', 'c', 'd'], nextCursor: null });
      expect(await idsOf('many/people?limit=3')).toEqual({ ids: ['a', 'b', 'c'], nextCursor: 'c' });
      expect(await idsOf('many/people?limit=3&cursor=c')).toEqual({ ids: ['d'], nextCursor: null });
      expect(await idsOf('many/people?limit=4')).toEqual({ ids: ['a', 'b', 'c', 'd'], nextCursor: null });
    });

    it('are found by a part of the name and by metadata', async () => {
      const found = async (query: string) => (await idsOf(`many/people?${query}`)).ids;
      expect(await found('name=ada')).toEqual(['a', 'd']);
      expect(await found('name=%C3%A9milie')).toEqual(['b']);
      expect(await found('metadata.floor=3')).toEqual(['a', 'c']);
      expect(await found('metadata.floor=3&name=ada')).toEqual(['a']);
      expect(await found('metadata.team=code&metadata.team=navy')).toEqual(['c']);
      expect(await found('metadata.team=code&metadata.floor=1')).toEqual([]);
      expect(await idsOf('many/people?name=ada&limit=1')).toEqual({ ids: ['a'], nextCursor: 'a' });
    });

    it('are the same through the client, all pages in one', async () => {
      const facefleet = await system.facefleet();
      const ids: string[] = [];
      for await (const { id } of facefleet.people('many', { limit: 1, metadata: { floor: '3' } }))
        ids.push(id);
      expect(ids).toEqual(['a', 'c']);
    });

    it('are shown to keys that recognise, which change nothing', async () => {
      expect((await idsOf('many/people', recognizing)).ids).toHaveLength(4);
      for (const [method, path, body] of [
        ['POST', 'many/people', { id: 'x' }],
        ['PATCH', 'many/people/a', { name: 'x' }],
        ['DELETE', 'many/people/a', undefined],
        ['POST', 'many/people/a/merge', { from: 'b' }],
        ['DELETE', `many/people/a/faces/${NO_FACE}`, undefined],
        ['POST', `many/people/a/faces/${NO_FACE}/move`, { to: 'b' }],
      ] as const) {
        const answer = await send(method, path, body, {}, recognizing);
        expect([method, path, ...problemOf(answer)]).toEqual([method, path, 403, 'scope-missing']);
      }
    });

    it('are refused with a query that makes no sense, and not found in no gallery', async () => {
      for (const query of ['limit=0', 'limit=1001', 'cursor=..', 'name=a&name=b']) {
        expect(problemOf(await send('GET', `many/people?${query}`))).toEqual([400, 'request-invalid']);
      }
      expect(problemOf(await send('GET', 'nobody/people'))).toEqual([404, 'gallery-not-found']);
      expect(problemOf(await send('GET', 'nobody/people/a'))).toEqual([404, 'gallery-not-found']);
      expect(problemOf(await send('GET', 'many/people/x'))).toEqual([404, 'person-not-found']);
      expect(problemOf(await send('GET', 'many/people/..%2Fx'))).toEqual([400, 'request-invalid']);
    });
  });

  describe('changed', () => {
    const change = (id: string, body: object) => send('PATCH', `changed/people/${id}`, body);
    beforeAll(() => gallery('changed', { id: 'ada', name: 'Ada', metadata: { a: 1, b: 2 } }));

    it('keep what is not named: a merge patch', async () => {
      expect((await change('ada', { name: 'Ada Lovelace' })).body).toMatchObject({
        name: 'Ada Lovelace',
        metadata: { a: 1, b: 2 },
      });
      const changed = await change('ada', { metadata: { a: null, c: ['x'] } });
      expect(changed.body).toMatchObject({ name: 'Ada Lovelace', metadata: { b: 2, c: ['x'] } });
      expect(await find('changed', 'ada')).toEqual(changed.body);
    });

    it('are refused where nothing is changed, where it is too much in all, and where nobody is', async () => {
      for (const body of [{}, { name: '' }, { name: null }, { faces: [] }]) {
        expect(problemOf(await change('ada', body))).toEqual([400, 'request-invalid']);
      }
      const large = (key: string) => ({ metadata: { [key]: 'x'.repeat(2_500) } });
      expect((await change('ada', large('d'))).status).toBe(200);
      expect(problemOf(await change('ada', large('e')))).toEqual([400, 'request-invalid']);
      expect((await change('ada', { metadata: { d: null, ...large('e').metadata } })).status).toBe(200);
      expect(problemOf(await change('x', { name: 'X' }))).toEqual([404, 'person-not-found']);
      const nowhere = await send('PATCH', 'nobody/people/ada', { name: 'X' });
      expect(problemOf(nowhere)).toEqual([404, 'gallery-not-found']);
    });

    it('are recognised under the new name', async () => {
      await api.enrol('bob', await demoPortrait(bob, 0), 'Bob', 'changed');
      const photo = uniqueJpeg(await demoPortrait(bob, 1), 'renamed');
      expect(largestName(await api.recognise(photo, 'changed'))).toBe('Bob');
      await change('bob', { name: 'Robert' });
      expect(largestName(await api.recognise(photo, 'changed'))).toBe('Robert');
    });
  });

  describe('with faces that are somebody else’s', () => {
    it('give them to whose they are', async () => {
      await gallery('moves', { id: 'bob', name: 'Bob' });
      const { faceId } = await api.enrol('ada', await demoPortrait(bob, 0), 'Ada', 'moves');
      await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'moves');
      const photo = uniqueJpeg(await demoPortrait(bob, 1), 'moved');
      expect(largestName(await api.recognise(photo, 'moves'))).toBe('Ada');
      const path = `moves/people/ada/faces/${faceId}/move`;
      const key = { 'Idempotency-Key': 'move-once' };
      const moved = await send('POST', path, { to: 'bob' }, key);
      expect(moved).toMatchObject({ status: 200, body: { id: 'bob', faces: [{ id: faceId }] } });
      expect((await send('POST', path, { to: 'bob' }, key)).body).toEqual(moved.body);
      expect((await find('moves', 'ada')).faces).toHaveLength(1);
      expect(largestName(await api.recognise(photo, 'moves'))).toBe('Bob');
      expect(largestName(await api.recognise(await demoPortrait(ada, 1), 'moves'))).toBe('Ada');
    });

    it('are told what is not there', async () => {
      const [face] = (await find('moves', 'bob')).faces;
      const move = (person: string, faceId: string, to: unknown, where = 'moves') =>
        send('POST', `${where}/people/${person}/faces/${faceId}/move`, { to });
      expect(problemOf(await move('ada', face!.id, 'bob'))).toEqual([404, 'face-not-found']);
      expect(problemOf(await move('bob', NO_FACE, 'ada'))).toEqual([404, 'face-not-found']);
      expect(problemOf(await move('bob', face!.id, 'x'))).toEqual([404, 'person-not-found']);
      expect(problemOf(await move('x', face!.id, 'bob'))).toEqual([404, 'person-not-found']);
      expect(problemOf(await move('bob', face!.id, 'ada', 'nobody'))).toEqual([404, 'gallery-not-found']);
      expect(problemOf(await move('bob', face!.id, undefined))).toEqual([400, 'request-invalid']);
      expect(problemOf(await move('bob', 'no-id', 'ada'))).toEqual([400, 'request-invalid']);
      expect((await move('bob', face!.id, 'bob')).status).toBe(200);
    });
  });

  describe('who are one person', () => {
    const merge = (id: string, from: unknown, where = 'merged') =>
      send('POST', `${where}/people/${id}/merge`, { from });

    it('become one, with all faces, the first name and the metadata of both', async () => {
      await gallery(
        'merged',
        { id: 'ada', name: 'Ada', metadata: { floor: 3 } },
        { id: 'ada-2', name: 'A. Lovelace', metadata: { floor: 1, badge: 1815 } },
      );
      await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'merged');
      await api.enrol('ada-2', await demoPortrait(ada, 2), 'A. Lovelace', 'merged');
      const { status, body } = await merge('ada', 'ada-2');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        from: 'ada-2',
        movedFaces: 1,
        person: { id: 'ada', name: 'Ada', metadata: { floor: 3, badge: 1815 } },
      });
      expect((await find('merged', 'ada')).faces).toHaveLength(2);
      expect((await idsOf('merged/people')).ids).toEqual(['ada']);
      expect(problemOf(await merge('ada', 'ada-2'))).toEqual([404, 'person-not-found']);
    });

    it('must be two people of the gallery, and their metadata small enough together', async () => {
      expect(problemOf(await merge('ada', 'ada'))).toEqual([400, 'request-invalid']);
      expect(problemOf(await merge('ada', undefined))).toEqual([400, 'request-invalid']);
      expect(problemOf(await merge('x', 'ada'))).toEqual([404, 'person-not-found']);
      expect(problemOf(await merge('ada', 'x', 'nobody'))).toEqual([404, 'gallery-not-found']);
      const large = (id: string, key: string) => ({ id, metadata: { [key]: 'x'.repeat(2_500) } });
      await gallery('large', large('a', 'one'), large('b', 'two'));
      expect(problemOf(await merge('a', 'b', 'large'))).toEqual([400, 'request-invalid']);
      expect((await idsOf('large/people')).ids).toEqual(['a', 'b']);
    });
  });

  describe('enrolled', () => {
    const enrolAll = (path: string, images: Uint8Array[], headers = {}) => {
      const form = new FormData();
      for (const image of images) form.append('image', new Blob([new Uint8Array(image)]), 'photo.jpg');
      return api.request('POST', `/v1/galleries/${path}/faces`, { body: form, headers });
    };
    interface Outcome {
      status: string;
      enrolment?: { faceId: string };
      error?: { code: string };
    }
    const facesOf = ({ body }: Answer) => (body as { faces: Outcome[] }).faces;

    it('with several images at once are told of each how it ended', async () => {
      const grey = await sharp({ create: { width: 320, height: 240, channels: 3, background: '#888' } })
        .jpeg()
        .toBuffer();
      const images = [await demoPortrait(ada, 0), Buffer.from('no image'), grey, await demoPortrait(ada, 2)];
      const key = { 'Idempotency-Key': 'several-faces' };
      const answer = await enrolAll('several/people/ada', images, key);
      expect(answer).toMatchObject({ status: 200, body: { gallery: 'several', personId: 'ada' } });
      const faces = facesOf(answer);
      expect(faces).toMatchObject([
        { index: 0, status: 'succeeded', enrolment: { personId: 'ada', warnings: [] } },
        { index: 1, status: 'failed', error: { code: 'image-type-unsupported' } },
        { index: 2, status: 'failed', error: { code: 'no-face' } },
        { index: 3, status: 'succeeded' },
      ]);
      expect((await find('several', 'ada')).faces.map(({ id }) => id).sort()).toEqual(
        faces.flatMap(({ enrolment }) => enrolment?.faceId ?? []).sort(),
      );
      expect((await enrolAll('several/people/ada', images, key)).body).toEqual(answer.body);
      expect((await find('several', 'ada')).faces).toHaveLength(2);
    });

    it('without waiting are told where to ask', async () => {
      const images = [await demoPortrait(bob, 0), await demoPortrait(bob, 2)];
      const answer = await enrolAll('several/people/bob', images, { Prefer: 'respond-async' });
      expect(answer.status).toBe(202);
      for (const { location } of facesOf(answer) as unknown as { location: string }[]) {
        const ended = await eventually(
          () => api.request('GET', location),
          ({ body }) => (body as { status: string }).status !== 'pending',
          30_000,
        );
        expect(ended.body).toMatchObject({ status: 'succeeded', personId: 'bob' });
      }
      expect((await find('several', 'bob')).faces).toHaveLength(2);
    });

    it('are refused with more images than a form may have, and with none', async () => {
      const many = Array.from({ length: 21 }, () => Buffer.from('x'));
      expect(problemOf(await enrolAll('several/people/ada', many))).toEqual([400, 'request-invalid']);
      expect(problemOf(await enrolAll('several/people/ada', []))).toEqual([400, 'image-missing']);
    });

    it('are warned of where they are in the gallery already, or look like somebody else', async () => {
      const first = await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'warned');
      expect(first.warnings).toEqual([]);
      const alike = await api.enrol('ada', await demoPortrait(ada, 2), 'Ada', 'warned');
      expect(alike.warnings).toEqual([]);
      const twice = await api.enrol('ada-2', await demoPortrait(ada, 3), 'Ada again', 'warned');
      expect(twice.warnings).toMatchObject([{ code: 'already-enrolled', personId: 'ada' }]);
      const stranger = await api.enrol('ada', await demoPortrait(bob, 0), 'Ada', 'warned');
      expect(stranger.warnings).toMatchObject([{ code: 'unlike-other-faces' }]);
      expect((await api.request('GET', `/v1/enrolments/${twice.id}`)).body).toEqual(twice);
    });
  });

  describe('enrolled again with a photograph that they were enrolled with before', () => {
    it('have one face, which the answer names, and the name that came last', async () => {
      const photo = await demoPortrait(ada, 0);
      const first = await api.enrol('ada', photo, 'Ada', 'repeated');
      const again = await api.enrol('ada', photo, 'Augusta', 'repeated');
      expect(again).toMatchObject({ faceId: first.faceId, name: 'Augusta' });
      expect(again.warnings).toEqual([{ code: 'already-enrolled-photograph', faceId: first.faceId }]);
      expect(again.id).not.toBe(first.id);
      const person = await find('repeated', 'ada');
      expect([person.name, person.faces.map(({ id }) => id)]).toEqual(['Augusta', [first.faceId]]);
      const { people } = await api.recognise(uniqueJpeg(photo, 'once'), 'repeated');
      expect(people).toMatchObject([{ supportingFaces: 1, enrolledFaces: 1 }]);
      expect((await api.request('GET', `/v1/enrolments/${again.id}`)).body).toEqual(again);
    });

    it('leave nothing of it behind when they are removed, and can be enrolled with it anew', async () => {
      const photo = await demoPortrait(ada, 0);
      const first = await api.enrol('ada', photo, 'Ada', 'repeated-anew');
      const again = await api.enrol('ada', photo, 'Ada', 'repeated-anew');
      expect((await send('DELETE', 'repeated-anew/people/ada')).status).toBe(200);
      const { buckets, awsEndpoint } = await system.local();
      for (const [bucket, key] of [
        [buckets.results, again.id],
        [buckets.results, `repeated-enrolments/repeated-anew/${first.faceId}/${again.id}`],
        [buckets.images, `enrolments/${again.id}`],
        [buckets.images, `enrolments/${first.id}`],
      ] as const)
        expect((await fetch(`${awsEndpoint}/${bucket}/${key}`)).status, key).toBe(404);
      const anew = await api.enrol('ada', photo, 'Ada', 'repeated-anew');
      expect([anew.faceId, anew.warnings]).toEqual([anew.id, []]);
    });

    it('are enrolled with it where it is another person who was', async () => {
      const photo = await demoPortrait(ada, 0);
      const first = await api.enrol('ada', photo, 'Ada', 'repeated-elsewhere');
      const other = await api.enrol('augusta', photo, 'Augusta', 'repeated-elsewhere');
      expect(other.faceId).not.toBe(first.faceId);
      expect(other.warnings).toMatchObject([{ code: 'already-enrolled', personId: 'ada' }]);
    });
  });

  describe('removed', () => {
    it('lose one face, its photograph and what was cached about it, and keep the others', async () => {
      const kept = await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'removals');
      const { faceId } = await api.enrol('ada', await demoPortrait(bob, 0), 'Ada', 'removals');
      const photo = uniqueJpeg(await demoPortrait(bob, 1), 'face removed');
      expect(largestName(await api.recognise(photo, 'removals'))).toBe('Ada');
      const path = `removals/people/ada/faces/${faceId}`;
      const removed = await send('DELETE', path);
      expect(removed.status).toBe(200);
      expect(removed.body).toEqual({
        ...{ gallery: 'removals', personId: 'ada', faceId },
        ...{ removedFaces: 1, removedImages: 1, removedEntries: 1, rewrittenSegments: 0 },
        droppedAnswers: 4, // two enrolments, the recognition and the answer to its question
      });
      expect((await find('removals', 'ada')).faces).toMatchObject([{ id: kept.faceId }]);
      expect(largestName(await api.recognise(photo, 'removals'))).toBeNull();
      expect((await api.request('GET', `/v1/enrolments/${faceId}`)).status).toBe(404);
      expect((await api.request('GET', `/v1/enrolments/${kept.faceId}`)).status).toBe(200);
      expect(problemOf(await send('DELETE', path))).toEqual([404, 'face-not-found']);
      expect(problemOf(await send('DELETE', `removals/people/x/faces/${faceId}`))).toEqual([
        404,
        'person-not-found',
      ]);
      expect(problemOf(await send('DELETE', `nobody/people/x/faces/${faceId}`))).toEqual([
        404,
        'gallery-not-found',
      ]);
      expect(problemOf(await send('DELETE', 'removals/people/ada/faces/x'))).toEqual([
        400,
        'request-invalid',
      ]);
    });

    it('go with all that was said of them, and with faces that were moved to them', async () => {
      await gallery('erased', { id: 'ada', name: 'Ada', metadata: { floor: 3 } }, { id: 'bob' });
      const { faceId } = await api.enrol('bob', await demoPortrait(ada, 0), 'Bob', 'erased');
      await send('POST', `erased/people/bob/faces/${faceId}/move`, { to: 'ada' });
      const { status, body } = await send('DELETE', 'erased/people/ada');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        ...{ gallery: 'erased', personId: 'ada', removedFaces: 1, removedImages: 1, rewrittenSegments: 0 },
        removedEntries: 3, // what was said, the enrolment and the move
      });
      expect((await idsOf('erased/people')).ids).toEqual(['bob']);
      expect((await api.request('GET', `/v1/enrolments/${faceId}`)).status).toBe(404);
      expect(problemOf(await send('DELETE', 'erased/people/ada'))).toEqual([404, 'person-not-found']);
      expect(problemOf(await send('DELETE', 'nobody/people/ada'))).toEqual([404, 'gallery-not-found']);
      expect((await create('erased', { id: 'ada' })).body).toMatchObject({ name: 'ada', metadata: {} });
    });
  });
});
