import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api } from './support/api';
import { type CreatedKey, newKey, sendJson } from './support/api-keys';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { contentsOf, objectsIn } from './support/objects';
import { uniqueJpeg } from './support/photos';
import { eventually, type LocalFile, LocalSystem } from './support/system';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
const PATIENCE_MS = 60_000;
const NOBODY = '5e0f3c0a9b1d47e28c6a1f04';

const problemOf = ({ status, body }: Answer) => [status, (body as { code: string }).code];

describe('API keys', () => {
  let system: LocalSystem;
  let admin: Api;
  let local: LocalFile;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    [admin, local] = [await system.api(), await system.local()];
  });
  afterAll(() => system.stop());

  const list = async () => ((await admin.request('GET', '/v1/keys')).body as { keys: CreatedKey[] }).keys;

  it('are made, found and revoked; their secret is shown once and lies nowhere', async () => {
    const wanted = { name: ' front door ', scopes: ['recognize', 'recognize'], galleries: ['staff'] };
    const made = await sendJson(admin, 'POST', '/v1/keys', wanted);
    expect(made.status).toBe(201);
    const { secret, ...key } = made.body as CreatedKey;
    expect(secret).toMatch(/^ff_[A-Za-z0-9_-]{49}$/);
    expect(made.headers.get('location')).toBe(`/v1/keys/${key.id}`);
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(key).toMatchObject({
      name: 'front door',
      scopes: ['recognize'],
      galleries: ['staff'],
      expiresAt: null,
      ratePerMinute: null,
      lastUsedAt: null,
    });

    expect((await admin.request('GET', `/v1/keys/${key.id}`)).body).toEqual(key);
    const keys = await list();
    expect(keys).toContainEqual(key);
    expect(keys.at(-1)).toMatchObject({ id: 'root', scopes: ['admin'], createdAt: null });
    const stored = await contentsOf(local, 'galleries', 'keys/');
    expect(stored).toContain(key.id);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(3, -6));
    expect(system.log).not.toContain(secret);

    const revoked = await admin.request('DELETE', `/v1/keys/${key.id}`);
    expect(revoked).toMatchObject({ status: 204, body: '' });
    expect(problemOf(await admin.request('GET', `/v1/keys/${key.id}`))).toEqual([404, 'key-not-found']);
    expect(await list()).not.toContainEqual(expect.objectContaining({ id: key.id }));
    expect(await objectsIn(local, 'galleries', `keys/records/${key.id}`)).toEqual([]);
  });

  it.each([
    ['no name', { name: '  ' }],
    ['no scope', { scopes: [] }],
    ['an unknown scope', { scopes: ['everything'] }],
    ['no gallery in the list', { galleries: [] }],
    ['what is no gallery', { galleries: ['../default'] }],
    ['a list of galleries for an admin', { scopes: ['admin'], galleries: ['staff'] }],
    ['what is no time', { expiresAt: 'tomorrow' }],
    ['an end that is over', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['a negative rate', { ratePerMinute: -1 }],
    ['something unknown', { scope: 'admin' }],
  ])('are not made with %s', async (_what, changes) => {
    const body = { name: 'refused', scopes: ['recognize'], ...changes };
    expect(problemOf(await sendJson(admin, 'POST', '/v1/keys', body))).toEqual([400, 'request-invalid']);
    expect(await list()).not.toContainEqual(expect.objectContaining({ name: 'refused' }));
  });

  it('that nobody made are not found, and that of the configuration is not revoked', async () => {
    const big = { name: 'x'.repeat(20_000), scopes: ['recognize'] };
    expect(problemOf(await sendJson(admin, 'POST', '/v1/keys', big))).toEqual([413, 'request-too-large']);
    for (const method of ['GET', 'DELETE']) {
      expect(problemOf(await admin.request(method, `/v1/keys/${NOBODY}`))).toEqual([404, 'key-not-found']);
      expect(problemOf(await admin.request(method, '/v1/keys/1'))).toEqual([400, 'request-invalid']);
    }
    expect(problemOf(await admin.request('DELETE', '/v1/keys/root'))).toEqual([400, 'request-invalid']);
    expect((await admin.request('GET', '/v1/keys/root')).body).toMatchObject({ id: 'root' });
  });

  it('are refused from the moment at which they expire', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const { api } = await newKey(admin, { scopes: ['recognize'], expiresAt });
    expect((await api.request('GET', '/v1/models')).status).toBe(200);
    const refused = await eventually(
      () => api.request('GET', '/v1/models'),
      ({ status }) => status !== 200,
      PATIENCE_MS,
    );
    expect(problemOf(refused)).toEqual([401, 'key-expired']);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="facefleet"');
  });

  it('show when they were last used', async () => {
    const { id, api } = await newKey(admin, { scopes: ['recognize'] });
    const path = `/v1/keys/${id}`;
    expect((await admin.request('GET', path)).body).toMatchObject({ lastUsedAt: null });
    await api.request('GET', '/v1/models');
    const { lastUsedAt } = await eventually(
      async () => (await admin.request('GET', path)).body as CreatedKey,
      (key) => key.lastUsedAt !== null,
      PATIENCE_MS,
    );
    expect(Date.parse(lastUsedAt as string)).toBeLessThanOrEqual(Date.now());
  });

  it('stop working at once when they are revoked, also while they are in use', async () => {
    const { id, api } = await newKey(admin, { scopes: ['recognize'] });
    const ask = () => api.request('GET', '/v1/models');
    const before = await Promise.all(Array.from({ length: 5 }, ask));
    expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const [removal] = await Promise.all([admin.request('DELETE', `/v1/keys/${id}`), ask(), ask()]);
    expect(removal.status).toBe(204);
    const after = await Promise.all(Array.from({ length: 5 }, ask));
    for (const answer of after) expect(problemOf(answer)).toEqual([401, 'key-invalid']);
    expect(await objectsIn(local, 'galleries', `keys/records/${id}`)).toEqual([]);
  });

  describe('for some galleries', () => {
    let staff: Api;
    let faces: Record<'staff' | 'visitors', { id: string; faceId: string }>;
    const photo = async () => uniqueJpeg(await demoPortrait(ada, 1), `keys ${Math.random()}`);

    beforeAll(async () => {
      const portrait = await demoPortrait(ada, 0);
      faces = {
        staff: await admin.enrol('ada', portrait, 'Ada', 'staff'),
        visitors: await admin.enrol('ada', portrait, 'Ada', 'visitors'),
      };
      await admin.enrol('ada', portrait);
      ({ api: staff } = await newKey(admin, { scopes: ['recognize', 'enrol'], galleries: ['staff'] }));
    });

    const batchForm = async (gallery?: string) => {
      const form = new FormData();
      if (gallery !== undefined) form.append('gallery', gallery);
      form.append('image', new Blob([new Uint8Array(await photo())]), '1.jpg');
      return { body: form };
    };
    const fieldsOf = (gallery: string | undefined, more = {}) => ({
      fields: { ...(gallery === undefined ? {} : { gallery }), ...more },
    });
    /** Requests that name a gallery, or leave it to the default. */
    const QUESTIONS: [string, (api: Api, gallery: string | undefined) => Promise<Answer>][] = [
      [
        'a form field',
        async (api, gallery) => api.upload('/v1/recognitions', await photo(), fieldsOf(gallery)),
      ],
      [
        'the query',
        async (api, gallery) =>
          api.upload(`/v1/recognitions${gallery === undefined ? '' : `?gallery=${gallery}`}`, await photo()),
      ],
      [
        'a form field of a verification',
        async (api, gallery) =>
          api.upload('/v1/verifications', await photo(), fieldsOf(gallery, { personId: 'ada' })),
      ],
      [
        'a JSON body',
        (api, gallery) => {
          const { faceId } = gallery === 'staff' ? faces.staff : faces.visitors;
          return sendJson(api, 'POST', '/v1/searches', { gallery, faceId });
        },
      ],
      [
        'the form of a batch',
        async (api, gallery) => api.request('POST', '/v1/batches', await batchForm(gallery)),
      ],
      [
        'the JSON body of a batch',
        async (api, gallery) => {
          const { body } = await sendJson(admin, 'POST', '/v1/uploads', { count: 1 });
          const [{ key }] = (body as { uploads: [{ key: string }] }).uploads;
          return sendJson(api, 'POST', '/v1/batches', { keys: [key], gallery });
        },
      ],
    ];

    it.each(QUESTIONS)('reach these, and no other that %s names or leaves out', async (_where, ask) => {
      const own = await ask(staff, 'staff');
      expect([200, 202], JSON.stringify(own.body)).toContain(own.status);
      expect(problemOf(await ask(staff, 'visitors'))).toEqual([403, 'gallery-forbidden']);
      expect(problemOf(await ask(staff, undefined))).toEqual([403, 'gallery-forbidden']);
    });

    it('reach no other by its path', async () => {
      const ask = (gallery: string) => [
        staff.request('GET', `/v1/galleries/${gallery}`),
        staff.request('GET', `/v1/galleries/${gallery}/people`),
        staff.request('DELETE', `/v1/galleries/${gallery}/people/nobody`),
      ];
      expect((await Promise.all(ask('staff'))).map(({ status }) => status)).toEqual([200, 200, 404]);
      for (const answer of await Promise.all(ask('visitors')))
        expect(problemOf(answer)).toEqual([403, 'gallery-forbidden']);
      const enrolment = staff.upload('/v1/galleries/visitors/people/eve/faces', await photo());
      expect(problemOf(await enrolment)).toEqual([403, 'gallery-forbidden']);
    });

    it('leave nothing of a refused batch in the store', async () => {
      const before = await objectsIn(local, 'images', 'batches/');
      const refused = await staff.request('POST', '/v1/batches', await batchForm('visitors'));
      expect(refused.status).toBe(403);
      await eventually(
        async () => (await objectsIn(local, 'images', 'batches/')).filter((key) => !before.includes(key)),
        (left) => left.length === 0,
        PATIENCE_MS,
      );
    });

    it('are told no result of another one by its id, nor that of a batch', async () => {
      const made = async (gallery: 'staff' | 'visitors') => {
        const answers = [
          await admin.upload('/v1/recognitions', await photo(), fieldsOf(gallery)),
          await admin.upload('/v1/verifications', await photo(), fieldsOf(gallery, { personId: 'ada' })),
          await sendJson(admin, 'POST', '/v1/searches', { gallery, faceId: faces[gallery].faceId }),
        ];
        const [recognition, verification, search] = answers.map(({ body }) => (body as { id: string }).id);
        const batch = await admin.request('POST', '/v1/batches', await batchForm(gallery));
        const { location } = batch.body as { location: string };
        return [
          `/v1/recognitions/${recognition}`,
          `/v1/recognitions/${recognition}/events`,
          `/v1/verifications/${verification}`,
          `/v1/searches/${search}`,
          `/v1/enrolments/${faces[gallery].id}`,
          location,
          `${location}/items`,
          `${location}/items?include=result`,
          `${location}/events`,
        ];
      };
      for (const path of await made('staff'))
        expect([path, (await staff.request('GET', path)).status]).toEqual([path, 200]);
      const others = await made('visitors');
      for (const path of others) {
        const answer = await staff.request('GET', path);
        expect([path, ...problemOf(answer)]).toEqual([path, 403, 'gallery-forbidden']);
        expect((await admin.request('GET', path)).status).toBe(200);
      }
      const [location] = others.filter((path) => /^\/v1\/batches\/[^/]+$/.test(path));
      expect(problemOf(await staff.request('DELETE', location as string))).toEqual([
        403,
        'gallery-forbidden',
      ]);
    });
  });

  describe('with a rate', () => {
    const ask = (api: Api) => api.request('GET', '/v1/models');

    it('are told what is left, and refused beyond it until the minute is over', async () => {
      const { api } = await newKey(admin, { scopes: ['recognize'], ratePerMinute: 3 });
      for (const remaining of [2, 1, 0]) {
        const { status, headers } = await ask(api);
        expect(status).toBe(200);
        expect(headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
        expect(headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${remaining};t=\\d+$`));
      }
      const refused = await ask(api);
      expect(problemOf(refused)).toEqual([429, 'rate-limited']);
      const seconds = Number(refused.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(60);
      expect(refused.headers.get('ratelimit')).toBe(`"default";r=0;t=${seconds}`);
    });

    it('count what is refused for its scope as well, and hold up no other key', async () => {
      const [limited, other] = [
        await newKey(admin, { scopes: ['recognize'], ratePerMinute: 2 }),
        await newKey(admin, { scopes: ['recognize'], ratePerMinute: 2 }),
      ];
      const many = await Promise.all(Array.from({ length: 6 }, () => limited.api.request('GET', '/v1/keys')));
      expect(many.map(({ status }) => status).sort()).toEqual([403, 403, 429, 429, 429, 429]);
      expect((await ask(other.api)).status).toBe(200);
    });

    it('of 0 have none, as those without where none is configured', async () => {
      const unlimited = await newKey(admin, { scopes: ['recognize'], ratePerMinute: 0 });
      for (const api of [unlimited.api, admin]) {
        const { status, headers } = await ask(api);
        expect(status).toBe(200);
        expect(headers.has('ratelimit')).toBe(false);
      }
    });
  });
});
