import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { LoneGateway } from './support/lone-gateway';

const DESK = 'https://desk.example.com';
const PREFLIGHT = {
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'authorization,idempotency-key',
};

async function headersOf(api: Api, method: string, path: string, headers: Record<string, string> = {}) {
  const answer = await api.request(method, path, { headers });
  return Object.fromEntries(answer.headers);
}

describe('a gateway as it comes', () => {
  let gateway: LoneGateway;
  let api: Api;

  beforeAll(async () => {
    gateway = await LoneGateway.start({ FACEFLEET_ADMIN_KEY_SHA256: '0'.repeat(64) });
    api = gateway.api();
  });
  afterAll(() => gateway.stop());

  it.each([
    ['an answer', '/health/live', 200],
    ['a refusal', '/v1/galleries/default/people', 401],
    ['an error', '/nowhere', 404],
    ['the API document', '/openapi.json', 200],
    ['a page of the documentation', '/docs', 200],
    ['the console', '/', 200],
  ])('sends with %s what browsers are to know', async (_what, path, status) => {
    const { status: actual, headers } = await api.request('GET', path);
    expect(actual).toBe(status);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'self'") as string,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      ...(path === '/docs' ? {} : { 'cache-control': path === '/' ? 'no-cache' : 'no-store' }),
    });
    for (const telltale of ['x-powered-by', 'server', 'etag', 'access-control-allow-origin'])
      expect(headers.get(telltale)).toBeNull();
  });

  it.each<Record<string, string>>([
    { 'If-None-Match': '*' },
    { 'If-Modified-Since': new Date(2e12).toUTCString() },
  ])('answers with all it has also who asks with %j: nobody has kept an answer', async (headers) => {
    const { status, body } = await api.request('GET', '/health/live', { headers });
    expect([status, body]).toEqual([200, { status: 'ok' }]);
  });

  it('lets no web page of another origin ask', async () => {
    for (const origin of [DESK, gateway.url, 'null']) {
      const preflight = await api.request('OPTIONS', '/v1/recognitions', {
        headers: { Origin: origin, ...PREFLIGHT },
      });
      expect(preflight.status).toBe(405);
      for (const headers of [
        Object.fromEntries(preflight.headers),
        await headersOf(api, 'GET', '/health/live', { Origin: origin }),
      ])
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('serves the documentation without anything of another host', async () => {
    const page = (await api.request('GET', '/docs')).body as string;
    const files = [...page.matchAll(/(?:src|href)\s*=\s*["']([^"']+)["']/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(3);
    const texts: Record<string, string> = { page };
    for (const file of files) {
      const url = new URL(file, `${gateway.url}/docs`);
      expect([file, url.origin]).toEqual([file, gateway.url]);
      const response = await fetch(url);
      expect([file, response.status]).toEqual([file, 200]);
      texts[file] = await response.text();
    }
    // The library itself names hosts that it could be told to ask: it is not told to, and the browser would not.
    const ours = Object.entries(texts).filter(([file]) => !/-(bundle|preset)\.js$/.test(file));
    expect(ours.map(([file]) => file)).toEqual(
      expect.arrayContaining(['page', expect.stringMatching(/\.css$/), expect.stringMatching(/-init\.js$/)]),
    );
    for (const [file, text] of ours) {
      const loads = [
        ...text.matchAll(/url\(\s*["']?((?:https?:)?\/\/[^)"']+)/g), // styles
        ...text.matchAll(/@import[^;]*/g),
        ...text.matchAll(/"(?:validatorUrl|oauth2RedirectUrl|url|configUrl)":\s*"((?:https?:)?\/\/[^"]+)/g),
      ];
      expect([file, loads.map(([load]) => load)]).toEqual([file, []]);
    }
    expect(Object.values(texts).join('\n')).toMatch(/"validatorUrl":\s*null/);
  });

  it('lets browsers keep the files of the console whose names change with them, and nothing that is not there', async () => {
    const page = (await api.request('GET', '/')).body as string;
    const files = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const { status, headers } = await api.request('GET', `/${file}`);
      expect([file, status, headers.get('cache-control')]).toEqual([
        file,
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    for (const path of ['/assets/none.js', '/assets', '/v1/none', '/%2e%2e/package.json']) {
      const { status, headers, body } = await api.request('GET', path);
      expect([path, status, headers.get('cache-control')]).toEqual([path, 404, 'no-store']);
      expect(body).toMatchObject({ code: 'not-found' });
    }
  });

  it('tells browsers to load nothing from elsewhere, whatever a page says', async () => {
    const { 'content-security-policy': policy = '' } = await headersOf(api, 'GET', '/docs');
    const directives = Object.fromEntries(
      policy.split(';').map((directive) => {
        const [name = '', ...sources] = directive.trim().split(/\s+/);
        return [name, sources];
      }),
    );
    expect(directives['default-src']).toEqual(["'self'"]);
    expect(directives['script-src']).toEqual(["'self'"]);
    const here = new Set(["'self'", "'none'", "'unsafe-inline'", 'data:']);
    for (const [name, sources] of Object.entries(directives))
      expect([name, sources.filter((source) => !here.has(source))]).toEqual([name, []]);
  });
});

describe('a gateway that was told of web pages', () => {
  let gateway: LoneGateway;
  let api: Api;

  beforeAll(async () => {
    gateway = await LoneGateway.start({
      FACEFLEET_ADMIN_KEY_SHA256: '0'.repeat(64),
      FACEFLEET_CORS_ORIGINS: `${DESK},http://localhost:5173`,
    });
    api = gateway.api();
  });
  afterAll(() => gateway.stop());

  it('lets them ask, and read the headers that matter', async () => {
    for (const origin of [DESK, 'http://localhost:5173']) {
      const { status, headers } = await api.request('OPTIONS', '/v1/recognitions', {
        headers: { Origin: origin, ...PREFLIGHT },
      });
      expect(status).toBe(204);
      expect(Object.fromEntries(headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET,POST,PATCH,DELETE',
        'access-control-allow-headers': expect.stringContaining('Authorization') as string,
        vary: expect.stringContaining('Origin') as string,
      });
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      const refused = await headersOf(api, 'GET', '/v1/models', { Origin: origin });
      expect(refused).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': expect.stringContaining('Retry-After') as string,
      });
    }
  });

  it('lets no other ask', async () => {
    for (const origin of [
      'https://evil.example',
      `${DESK}.evil.example`,
      'http://desk.example.com',
      'null',
    ]) {
      for (const [method, headers] of [
        ['OPTIONS', { Origin: origin, ...PREFLIGHT }],
        ['GET', { Origin: origin }],
      ] as const) {
        const answered = await headersOf(api, method, '/v1/models', headers);
        expect(answered['access-control-allow-origin']).toBeUndefined();
      }
    }
  });
});
