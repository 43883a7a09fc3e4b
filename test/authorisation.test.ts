import { Scope } from '@facefleet/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from './support/api';
import { newKey } from './support/api-keys';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { type ApiDocument, type Operation, operationsOf, problemsOf, requestFor } from './support/operations';
import { eventually, LocalSystem } from './support/system';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
const PATIENCE_MS = 60_000;
const GALLERY = 'staff';
const ANOTHER_GALLERY = 'visitors';

/** All that needs no key: load balancers have none, and the contract of the course project knows none. */
const PUBLIC = ['GET /health/live', 'GET /health/ready', 'POST /'];

/** POSTs that honour no Idempotency-Key, each with its reason. */
const NOT_IDEMPOTENT: Record<string, string> = {
  'POST /v1/webhooks/{webhookId}/test': 'makes nothing: whoever asks twice wants two test deliveries',
  'POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver':
    'makes nothing: the delivery keeps its id, by which receivers know it again',
};

/** What became of a request: `admitted`, or the code of its refusal. */
type Verdict = string;

describe('who may do what, of every operation in the document that the gateway serves', () => {
  let system: LocalSystem;
  let url: string;
  let admin: Api;
  let all: Operation[];
  /** Those that need a key. */
  let operations: Operation[];

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    ({ url } = await system.local());
    admin = await system.api();
    for (const gallery of [GALLERY, ANOTHER_GALLERY])
      await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada', gallery);
    const { body } = await new Api(url).request('GET', '/openapi.json');
    all = operationsOf(body as ApiDocument);
    operations = all.filter(({ name }) => !PUBLIC.includes(name));
    expect(operations.length).toBeGreaterThan(30);
  });
  afterAll(() => system.stop());

  /** Only the beginning of an answer is read: some are streams that do not end. */
  async function verdict(operation: Operation, secret: string | undefined, query = ''): Promise<Verdict> {
    const [path, init] = requestFor(operation, GALLERY);
    const headers = new Headers(init.headers);
    if (secret !== undefined) headers.set('Authorization', `Bearer ${secret}`);
    const answer = await fetch(url + path + query, { ...init, headers });
    if (answer.status < 400) {
      await answer.body?.cancel();
      return 'admitted';
    }
    const { code } = (await answer.json()) as { code: string };
    // A request that is guessed may well be wrong; but nobody hears so who was not admitted.
    return [401, 403, 429].includes(answer.status) || answer.status >= 500 ? code : 'admitted';
  }

  /** What becomes of each operation, beside what should. */
  async function matrix(
    secret: string | undefined,
    expected: (operation: Operation) => Verdict,
    query?: string,
  ) {
    const actual: Record<string, Verdict> = {};
    const wanted: Record<string, Verdict> = {};
    for (const operation of operations) {
      actual[operation.name] = await verdict(operation, secret, query);
      wanted[operation.name] = expected(operation);
    }
    return { actual, wanted };
  }
  const suffices = (scopes: readonly string[], { 'x-scopes': anyOf = [] }: Operation) =>
    scopes.includes('admin') || anyOf.some((scope) => scopes.includes(scope));

  it('nobody without a key, with a wrong one or with one that has expired', async () => {
    const expiresAt = new Date(Date.now() + 1_000).toISOString();
    const expired = await newKey(admin, { scopes: ['admin'], expiresAt });
    const revoked = await newKey(admin, { scopes: ['admin'] });
    await admin.request('DELETE', `/v1/keys/${revoked.id}`);
    await eventually(
      () => expired.api.request('GET', '/v1/models'),
      ({ status }) => status === 401,
      PATIENCE_MS,
    );
    for (const [secret, code] of [
      [undefined, 'key-missing'],
      ['guess', 'key-invalid'],
      [revoked.secret, 'key-invalid'],
      [expired.secret, 'key-expired'],
    ] as const) {
      const { actual, wanted } = await matrix(secret, () => code);
      expect(actual).toEqual(wanted);
    }
  });

  it.each(Scope.options)(
    'a key with the scope %s: what the document says, and nothing else',
    async (scope) => {
      const { secret } = await newKey(admin, { scopes: [scope] });
      const { actual, wanted } = await matrix(secret, (operation) =>
        suffices([scope], operation) ? 'admitted' : 'scope-missing',
      );
      expect(actual).toEqual(wanted);
    },
  );

  describe('a key for another gallery', () => {
    const scopes = ['recognize', 'enrol'];
    let secret: string;

    beforeAll(async () => {
      ({ secret } = await newKey(admin, { scopes, galleries: [ANOTHER_GALLERY] }));
    });

    it('nothing below the path of this one', async () => {
      const { actual, wanted } = await matrix(secret, (operation) => {
        if (!suffices(scopes, operation)) return 'scope-missing';
        return operation.path.includes('{gallery}') ? 'gallery-forbidden' : 'admitted';
      });
      // An operation that takes the gallery from elsewhere may refuse the default one.
      const decided = Object.entries(wanted).filter(
        ([name, verdict]) => verdict !== 'admitted' || actual[name] !== 'gallery-forbidden',
      );
      expect(decided.map(([name]) => [name, actual[name]])).toEqual(decided);
    });

    it('nothing where the query names this one', async () => {
      const { actual, wanted } = await matrix(
        secret,
        (operation) => (suffices(scopes, operation) ? 'gallery-forbidden' : 'scope-missing'),
        `?gallery=${GALLERY}`,
      );
      expect(actual).toEqual(wanted);
    });
  });

  it('everybody without a key: what is known to need none', async () => {
    const open = all.filter(({ security }) => security?.length === 0).map(({ name }) => name);
    expect(open).toEqual(PUBLIC);
    for (const operation of all.filter(({ name }) => PUBLIC.includes(name))) {
      expect(operation['x-scopes']).toBeUndefined();
      expect([operation.name, await verdict(operation, undefined)]).toEqual([operation.name, 'admitted']);
      expect([operation.name, await verdict(operation, 'guess')]).toEqual([operation.name, 'admitted']);
    }
  });

  it('the document says so: the scopes of each operation, and how it is refused', () => {
    for (const operation of operations) {
      const { name, description, security = [], 'x-scopes': scopes = [] } = operation;
      expect([name, scopes.length > 0 && scopes.every((scope) => Scope.safeParse(scope).success)]).toEqual([
        name,
        true,
      ]);
      const accepted = security.map(({ bearer }) => bearer);
      expect([name, accepted]).toEqual([name, [...new Set([...scopes, 'admin'])].map((scope) => [scope])]);
      for (const scope of scopes) expect([name, description]).toEqual([name, expect.stringContaining(scope)]);
      expect([name, problemsOf(operation)]).toMatchObject([
        name,
        {
          401: ['key-missing', 'key-invalid', 'key-expired'],
          403: ['scope-missing', 'gallery-forbidden'],
          429: ['rate-limited'],
        },
      ]);
    }
  });

  it('the document says of each POST that it can be sent again safely, but for known exceptions', () => {
    const posts = operations.filter(({ method }) => method === 'POST');
    const takesKey = ({ parameters = [] }: Operation) =>
      parameters.some((parameter) => parameter.in === 'header' && parameter.name === 'Idempotency-Key');
    const without = posts.filter((operation) => !takesKey(operation)).map(({ name }) => name);
    expect(without.sort()).toEqual(Object.keys(NOT_IDEMPOTENT).sort());
    for (const operation of posts.filter(takesKey)) {
      const problems = problemsOf(operation);
      const codes = [problems[400], problems[409], problems[422]].flat();
      for (const code of ['request-invalid', 'idempotency-key-in-use', 'idempotency-key-reused'])
        expect([operation.name, codes]).toEqual([operation.name, expect.arrayContaining([code]) as unknown]);
    }
  });
});
