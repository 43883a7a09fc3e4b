import { request as httpRequest } from 'node:http';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from './support/api';
import { newKey, sendJson } from './support/api-keys';
import { tarOf } from './support/archives';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { objectsIn } from './support/objects';
import { noteSecret, secretsIn } from './support/secrets';
import { eventually, type LocalFile, LocalSystem } from './support/system';
import { WebhookReceiver } from './support/webhook-receiver';

const [ada] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
const PATIENCE_MS = 60_000;
const GALLERY = 'staff';

/** Stands in everything that we send, beside characters that mean something to shells, paths, logs and terminals. */
const MARK = 'zq7mark';
const ODD = [
  '../../',
  '\n{"level":"info","msg":"forged"}',
  '\r\n',
  '\u001b[31m',
  '%0a',
  '..\\',
  '\u0000',
  '$(id)',
  '😀',
].map((odd) => `${odd}${MARK}${odd}`);

describe('what clients send', () => {
  let system: LocalSystem;
  let local: LocalFile;
  let admin: Api;

  beforeAll(async () => {
    // As much in the log as there can be.
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin', FACEFLEET_LOG_LEVEL: 'debug' });
    [admin, local] = [await system.api(), await system.local()];
    await admin.enrol('ada', await demoPortrait(ada, 0), 'Ada', GALLERY);
  });
  afterAll(() => system.stop());

  /** Node's own client, which takes header values that `fetch` would not. */
  function withHeaders(path: string, headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(local.url + path, { headers }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', reject).end();
    });
  }

  it('reaches no object key, no file name and no line of the log', async () => {
    const portrait = await demoPortrait(ada, 1);
    for (const odd of ODD) {
      const id = encodeURIComponent(odd);
      for (const path of [
        `/v1/galleries/${id}`,
        `/v1/galleries/${id}/export`,
        `/v1/galleries/${GALLERY}/people/${id}`,
        `/v1/galleries/${GALLERY}/people/${id}/export`,
        `/v1/recognitions/${id}`,
        `/v1/keys/${id}`,
        `/v1/batches/${id}/items`,
        `/v1/audit?gallery=${id}&cursor=${id}`,
        `/v1/fleet/decisions?cursor=${id}`,
        `/${id}`,
      ])
        expect((await admin.request('GET', path)).status).toBeGreaterThanOrEqual(400);
      expect((await admin.request('DELETE', `/v1/galleries/${GALLERY}/people/${id}`)).status).toBe(400);
      for (const [path, body] of [
        ['/v1/galleries', { name: odd }],
        [`/v1/galleries/${GALLERY}/people`, { id: odd }],
        ['/v1/batches', { keys: [odd, `uploads/${odd}/0`] }],
        [`/v1/galleries/${GALLERY}/people/ada/merge`, { from: odd }],
      ] as const)
        expect((await sendJson(admin, 'POST', path, body)).status).toBe(400);
      // What people call a file, and what the course contract tells back.
      const options = { fields: { gallery: GALLERY }, fileName: `${odd}.jpg` };
      const recognised = await admin.upload('/v1/recognitions', portrait, options);
      const line = await admin.upload('/', portrait, { ...options, field: 'inputFile', fields: {} });
      // Some are no names that a form can have.
      for (const { status } of [recognised, line]) expect([200, 400]).toContain(status);
      if (line.status === 200) expect(line.body).not.toMatch(/[\p{Cc}/\\]/u);
    }
    const headers = {
      'User-Agent': `${MARK} \u00e9 ${'x'.repeat(2_000)}`,
      'X-Request-Id': MARK,
      'X-Forwarded-For': MARK,
      'X-Amzn-Trace-Id': MARK,
      Referer: `https://${MARK}.example/`,
      Cookie: `session=${MARK}`,
      Prefer: `respond-async; ${MARK}`,
      'Last-Event-ID': MARK,
      'If-None-Match': `"${MARK}"`,
    };
    for (const path of ['/health/ready', '/v1/models', '/nowhere'])
      expect(await withHeaders(path, headers)).toBeGreaterThanOrEqual(200);
    for (const authorization of [`Bearer ff_${MARK}`, `Basic ${MARK}`, `Bearer ${MARK}\u00ff`])
      expect(await withHeaders('/v1/models', { Authorization: authorization })).toBe(401);
    const key = { 'Idempotency-Key': `../../${MARK}` };
    expect(await sendJson(admin, 'POST', '/v1/galleries', { name: 'idem' }, key)).toMatchObject({
      status: 201,
    });
    // Archives bring paths of their own.
    const paths = ['../../../ada/x.jpg', `/etc/${MARK}$(id)/y.jpg`, `bob/${MARK}\n.jpg`];
    const archive = await tarOf(paths.map((path) => ({ path, bytes: portrait })));
    const imported = await admin.request('POST', `/v1/galleries/${GALLERY}/imports`, {
      body: new Uint8Array(archive),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    expect(imported.status).toBe(202);
    await eventually(
      () => admin.request('GET', String(imported.headers.get('location'))),
      ({ body }) => (body as { status: string }).status === 'finished',
      PATIENCE_MS,
    );

    for (const bucket of ['images', 'results', 'galleries'] as const) {
      const names = await objectsIn(local, bucket, '');
      expect(names.length).toBeGreaterThan(0);
      expect(names.filter((name) => !/^[A-Za-z0-9._/-]+$/.test(name) || name.includes('..'))).toEqual([]);
      expect(names.filter((name) => name.includes(MARK))).toEqual([]);
    }
    const files = await readdir(system.home, { recursive: true });
    expect(files.filter((name) => name.includes(MARK) || !/^[A-Za-z0-9._%/-]+$/.test(name))).toEqual([]);
    expect(system.log).toContain('DEBUG');
    expect(system.log.split('\n').filter((line) => line.includes(MARK))).toEqual([]);
    expect(system.log).not.toContain('forged');
  });

  it('and must be kept secret stands in no log, however much is logged', async () => {
    const receiver = await WebhookReceiver.start();
    try {
      const key = await newKey(admin, { scopes: ['admin'], name: 'to be kept' });
      const asked = { 'Idempotency-Key': 'an-idempotency-key-that-nobody-else-knows' };
      const hook = await sendJson(admin, 'POST', '/v1/webhooks', {
        url: receiver.url,
        events: ['recognition.finished'],
      });
      const { id } = hook.body as { id: string };
      await admin.request('POST', `/v1/webhooks/${id}/test`);
      const uploads = await sendJson(key.api, 'POST', '/v1/uploads', { count: 2 }, asked);
      expect([hook.status, uploads.status]).toEqual([201, 201]);
      await key.api.recognise(await demoPortrait(ada, 3), GALLERY);
      await eventually(
        () => receiver.heard.length,
        (heard) => heard > 0,
        PATIENCE_MS,
      );
      await key.api.request('DELETE', `/v1/keys/${key.id}`);
      expect(await key.api.request('GET', '/v1/models')).toMatchObject({ status: 401 });
      expect(system.log).toContain('DEBUG');
      expect(secretsIn(system.log)).toEqual([]);
      // It would be seen.
      expect(secretsIn(`log\n... ${key.secret} ...`)).toEqual([
        expect.stringMatching(/^an API key: \.\.\. <secret>/),
      ]);
      noteSecret('a line of the log', 'a line of the log that is there');
      expect(secretsIn('a line of the log that is there')).toHaveLength(1);
    } finally {
      receiver.stop();
    }
  });
});
