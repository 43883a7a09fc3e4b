import type { EnrolmentSucceeded } from '@facefleet/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, Api, largestName } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { eventually, LocalSystem } from './support/system';

const [ada, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const JSON_BODY = { 'Content-Type': 'application/json' };

interface Gallery {
  name: string;
  people: number;
  faces: number;
}

function problemOf({ status, headers, body }: Answer): [number, string] {
  expect(headers.get('content-type')).toMatch('application/problem+json');
  return [status, (body as { code: string }).code];
}

describe('galleries', () => {
  let system: LocalSystem;
  let api: Api;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
  });
  afterAll(() => system?.stop());

  const send = (method: string, path: string, body?: unknown, headers = {}, as = api) =>
    as.request(method, path, { body: JSON.stringify(body), headers: { ...JSON_BODY, ...headers } });
  const list = async (as = api) =>
    ((await as.request('GET', '/v1/galleries')).body as { galleries: Gallery[] }).galleries;
  const names = async (as = api) => (await list(as)).map(({ name }) => name);
  const keyWith = async (wanted: object) => {
    const { body } = await send('POST', '/v1/keys', { name: 'test', ...wanted });
    return new Api(api.url, (body as { secret: string }).secret);
  };
  const hasImage = async (key: string) => {
    const { awsEndpoint, buckets } = await system.local();
    return (await fetch(`${awsEndpoint}/${buckets.images}/${key}`, { method: 'HEAD' })).ok;
  };

  it('are created with a model and settings, and listed with their sizes', async () => {
    const wanted = { name: 'staff', model: 'dlib-resnet-flip', maxFalseMatchRate: 0.01, retention: 'none' };
    const created = await send('POST', '/v1/galleries', wanted);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe('/v1/galleries/staff');
    expect(created.body).toMatchObject({ ...wanted, people: 0, faces: 0 });
    expect((await api.request('GET', '/v1/galleries/staff')).body).toEqual(created.body);
    await api.enrol('ada', await demoPortrait(ada, 0), 'Ada', 'staff');
    await api.enrol('ada', await demoPortrait(ada, 2), 'Ada', 'staff');
    const all = await list();
    expect(all).toMatchObject([{ name: 'default' }, { name: 'staff', people: 1, faces: 2 }]);
  });

  it('need nothing but a name', async () => {
    expect((await send('POST', '/v1/galleries', { name: 'plain' })).body).toMatchObject({
      name: 'plain',
      maxFalseMatchRate: 0.001,
      retention: 'keep',
    });
  });

  it('are created once', async () => {
    expect(problemOf(await send('POST', '/v1/galleries', { name: 'staff' }))).toEqual([
      409,
      'gallery-exists',
    ]);
    const key = { 'Idempotency-Key': 'gallery-once' };
    const first = await send('POST', '/v1/galleries', { name: 'once' }, key);
    const again = await send('POST', '/v1/galleries', { name: 'once' }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('refuse models that nobody knows, and settings that are none', async () => {
    const unknown = await send('POST', '/v1/galleries', { name: 'x', model: 'eigenfaces' });
    expect(problemOf(unknown)).toEqual([404, 'model-not-found']);
    for (const body of [{}, { name: '../x' }, { name: 'x', retention: 'some' }, { name: 'x', colour: 1 }]) {
      expect(problemOf(await send('POST', '/v1/galleries', body))).toEqual([400, 'request-invalid']);
    }
    for (const body of [{}, { retention: 'some' }, { maxFalseMatchRate: 0 }, { name: 'y' }]) {
      expect(problemOf(await send('PATCH', '/v1/galleries/staff', body))).toEqual([400, 'request-invalid']);
    }
    expect(await names()).not.toContain('x');
  });

  it('change those of their settings that are named', async () => {
    const patch = (settings: object) => send('PATCH', '/v1/galleries/plain', settings);
    expect((await patch({ retention: 'none' })).body).toMatchObject({
      retention: 'none',
      maxFalseMatchRate: 0.001,
    });
    expect((await patch({ maxFalseMatchRate: 0.1 })).body).toMatchObject({
      retention: 'none',
      maxFalseMatchRate: 0.1,
    });
  });

  it('that nobody created are not found, and are not there for having been asked for', async () => {
    for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { retention: 'none' }]] as const) {
      const answer = await send(method, '/v1/galleries/nobody', body);
      expect(problemOf(answer)).toEqual([404, 'gallery-not-found']);
    }
    expect(await names()).not.toContain('nobody');
  });

  it('keep images that were recognised, unless their retention is none', async () => {
    const photo = async (what: string) => uniqueJpeg(await demoPortrait(ada, 1), what);
    const failing = async (what: string) => (await photo(what)).subarray(0, 3_000);
    const kept = await api.recognise(await photo('kept'));
    expect(await hasImage(`recognitions/${kept.id}`)).toBe(true);
    const fleeting = await api.recognise(await photo('fleeting'), 'staff');
    expect(largestName(fleeting)).toBe('Ada');
    const verified = await api.upload('/v1/verifications', await photo('verified'), {
      fields: { gallery: 'staff', personId: 'ada' },
    });
    const failed = await api.upload('/v1/recognitions', await failing('failed'), {
      fields: { gallery: 'staff' },
      headers: { Prefer: 'respond-async' },
    });
    for (const key of [
      `recognitions/${fleeting.id}`,
      `verifications/${(verified.body as { id: string }).id}`,
      `recognitions/${(failed.body as { id: string }).id}`,
    ]) {
      await eventually(
        () => hasImage(key),
        (isThere) => !isThere,
        20_000,
      );
    }
    const { body } = await api.request('GET', `/v1/recognitions/${fleeting.id}`);
    expect(body).toEqual(fleeting);
  });

  it('are deleted with everybody in them, photographs and cached answers included, and can begin anew', async () => {
    const { faceId }: EnrolmentSucceeded = await api.enrol('bob', await demoPortrait(bob, 0), 'Bob', 'gone');
    const photo = uniqueJpeg(await demoPortrait(bob, 1), 'gone');
    expect(largestName(await api.recognise(photo, 'gone'))).toBe('Bob');
    expect(await hasImage(`enrolments/${faceId}`)).toBe(true);
    const { status, body } = await api.request('DELETE', '/v1/galleries/gone');
    expect(status).toBe(200);
    expect(body).toEqual({
      gallery: 'gone',
      removedPeople: 1,
      removedFaces: 1,
      removedImages: 1,
      removedEntries: 2, // its creation and the enrolment
      removedSegments: 0,
      droppedAnswers: 3, // the enrolment, the recognition and the answer to its question
      erasure: {
        id: expect.any(String) as string,
        location: expect.stringContaining('/v1/erasures/') as string,
      },
    });
    expect(await hasImage(`enrolments/${faceId}`)).toBe(false);
    expect(await names()).not.toContain('gone');
    expect(problemOf(await api.request('GET', '/v1/galleries/gone'))).toEqual([404, 'gallery-not-found']);
    expect(problemOf(await api.request('GET', `/v1/enrolments/${faceId}`))).toEqual([
      404,
      'enrolment-not-found',
    ]);
    expect((await send('POST', '/v1/galleries', { name: 'gone' })).status).toBe(201);
    expect((await api.request('GET', '/v1/galleries/gone')).body).toMatchObject({ people: 0, faces: 0 });
    expect(largestName(await api.recognise(photo, 'gone'))).toBeNull();
  });

  it('are seen and touched by the keys that cover them, and changed by admins only', async () => {
    const staff = await keyWith({ scopes: ['recognize'], galleries: ['staff'] });
    expect(await names(staff)).toEqual(['staff']);
    expect((await staff.request('GET', '/v1/galleries/staff')).status).toBe(200);
    expect(problemOf(await staff.request('GET', '/v1/galleries/plain'))).toEqual([403, 'gallery-forbidden']);
    const enroller = await keyWith({ scopes: ['recognize', 'enrol'] });
    for (const [method, path, body] of [
      ['POST', '/v1/galleries', { name: 'y' }],
      ['PATCH', '/v1/galleries/staff', { retention: 'keep' }],
      ['DELETE', '/v1/galleries/staff', undefined],
    ] as const) {
      expect(problemOf(await send(method, path, body, {}, enroller))).toEqual([403, 'scope-missing']);
    }
    expect(problemOf(await new Api(api.url).request('GET', '/v1/galleries'))).toEqual([401, 'key-missing']);
  });
});
