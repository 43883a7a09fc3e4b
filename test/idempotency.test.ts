import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api } from './support/api';
import { type CreatedKey, newKey, sendJson } from './support/api-keys';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { contentsOf, objectsIn } from './support/objects';
import { uniqueJpeg } from './support/photos';
import { eventually, type LocalFile, LocalSystem } from './support/system';

const [ada, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const PATIENCE_MS = 90_000;

const problemOf = ({ status, body }: Answer) => [status, (body as { code: string }).code];
const idOf = ({ body }: Answer) => (body as { id: string }).id;
const wasReplayed = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true';

describe('a request that is sent again with its Idempotency-Key', () => {
  let system: LocalSystem;
  let api: Api;
  let local: LocalFile;

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    [api, local] = [await system.api(), await system.local()];
    await api.enrol('bob', await demoPortrait(bob, 0));
  });
  afterAll(() => system.stop());

  const photo = async () => uniqueJpeg(await demoPortrait(ada, 1), `idempotency ${Math.random()}`);
  const header = (key: string) => ({ 'Idempotency-Key': key });
  const recognise = (image: Buffer, key: string, more: { maxFaces?: string; Prefer?: string } = {}) => {
    const { maxFaces, ...headers } = more;
    const fields = maxFaces === undefined ? undefined : { maxFaces };
    return api.upload('/v1/recognitions', image, { fields, headers: { ...header(key), ...headers } });
  };
  /** How often recognizers finished this. They say so once it is answered. */
  const processed = (id: string) => {
    const isAbout = (line: string) => line.includes(id) && / (succeeded|failed)/.test(line);
    const count = () => system.log.split('\n').filter(isAbout).length;
    return eventually(count, (times) => times > 0, PATIENCE_MS);
  };

  /** The second of two equal requests is the first one's answer; a third that differs is refused. */
  async function sameTwice(send: (key: string) => Promise<Answer>, other: (key: string) => Promise<Answer>) {
    const key = randomUUID();
    const first = await send(key);
    expect(first.status, JSON.stringify(first.body)).toBeLessThan(300);
    expect(wasReplayed(first)).toBe(false);
    const second = await send(key);
    expect(second).toMatchObject({ status: first.status, body: first.body });
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect(wasReplayed(second)).toBe(true);
    expect(problemOf(await other(key))).toEqual([422, 'idempotency-key-reused']);
    return first;
  }

  it('makes one API key, whose secret it is told again, and which nobody can read in the store', async () => {
    const make = (name: string) => (key: string) =>
      sendJson(api, 'POST', '/v1/keys', { name, scopes: ['recognize'] }, header(key));
    const { body } = await sameTwice(make('once'), make('other'));
    const { id, secret } = body as CreatedKey;
    expect((await newKeys('once')).map((key) => key.id)).toEqual([id]);
    expect(await newKeys('other')).toEqual([]);
    expect(await objectsIn(local, 'results', 'idempotency/')).not.toEqual([]);
    expect(await contentsOf(local, 'results', 'idempotency/')).not.toContain(secret);
  });
  const newKeys = async (name: string) => {
    const { body } = await api.request('GET', '/v1/keys');
    return (body as { keys: CreatedKey[] }).keys.filter((key) => key.name === name);
  };

  it('is another request where another API key sent it', async () => {
    const { api: other } = await newKey(api, { scopes: ['admin'] });
    const key = randomUUID();
    const make = (by: Api) =>
      sendJson(by, 'POST', '/v1/keys', { name: 'two', scopes: ['enrol'] }, header(key));
    expect(idOf(await make(api))).not.toBe(idOf(await make(other)));
    expect(await newKeys('two')).toHaveLength(2);
  });

  it('is recognised once, however many come at once and afterwards', async () => {
    const [image, key] = [await photo(), randomUUID()];
    const many = await Promise.all(Array.from({ length: 4 }, () => recognise(image, key)));
    many.push(await recognise(image, key));
    expect(many.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(many.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(many.filter(wasReplayed)).toHaveLength(4);
    expect(await processed(idOf(many[0] as Answer))).toBe(1);
    expect(problemOf(await recognise(await photo(), key))).toEqual([422, 'idempotency-key-reused']);
    expect(problemOf(await recognise(image, key, { maxFaces: '1' }))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
  });

  it('is told the same place to come to where nobody waits', async () => {
    const image = await photo();
    const async = { Prefer: 'respond-async' };
    const first = await sameTwice(
      (key) => recognise(image, key, async),
      async (key) => recognise(await photo(), key, async),
    );
    expect(first.status).toBe(202);
    await eventually(
      () => api.request('GET', first.headers.get('location') as string),
      ({ body }) => (body as { status: string }).status === 'succeeded',
      PATIENCE_MS,
    );
    expect(await processed(idOf(first))).toBe(1);
  });

  it('gets the result of the first, also where its client went away in the middle', async () => {
    const [image, key] = [await photo(), randomUUID()];
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(image)]), 'photo.jpg');
    const before = (await objectsIn(local, 'results', 'idempotency/')).length;
    const gone = new AbortController();
    const lost = api.request('POST', '/v1/recognitions', {
      body: form,
      headers: header(key),
      signal: gone.signal,
    });
    await eventually(
      () => objectsIn(local, 'results', 'idempotency/'),
      (claims) => claims.length > before,
      PATIENCE_MS,
    );
    gone.abort(); // wherever that is: whoever comes next is to get the result in any case
    await lost.catch(() => undefined);
    const answer = await recognise(image, key);
    expect(answer.status).toBe(200);
    expect(await processed(idOf(answer))).toBe(1);
  });

  it('is told again why it was refused, and is free after an attempt that was no valid request', async () => {
    const grey = await demoPortrait({ ...ada, x: 0, y: 0, width: 40, height: 40 }, 0);
    const key = randomUUID();
    const enrol = () =>
      api.upload('/v1/galleries/default/people/nobody/faces', grey, { headers: header(key) });
    const first = await enrol();
    expect(first.status).toBe(422);
    const second = await enrol();
    expect(problemOf(second)).toEqual(problemOf(first));
    expect(wasReplayed(second)).toBe(true);

    const free = randomUUID();
    const make = (scopes: string[]) =>
      sendJson(api, 'POST', '/v1/keys', { name: 'third try', scopes }, header(free));
    expect(problemOf(await make(['everything']))).toEqual([400, 'request-invalid']);
    expect((await make(['recognize'])).status).toBe(201);
  });

  it('enrols one face', async () => {
    const enrol = (image: Buffer) => (key: string) =>
      api.upload('/v1/galleries/default/people/grace/faces', image, {
        fields: { name: 'Grace' },
        headers: header(key),
      });
    const [image, other] = [await photo(), await photo()];
    const first = await sameTwice(enrol(image), enrol(other));
    expect(first.status).toBe(201);
    expect(await processed(idOf(first))).toBe(1);
    const { body } = await api.request('GET', '/v1/galleries/default/people');
    expect((body as { people: object[] }).people).toContainEqual(
      expect.objectContaining({ id: 'grace', faces: 1 }),
    );
  });

  it('makes one batch of a form, and leaves no images of the second form in the store', async () => {
    const images = [await photo(), await photo()];
    const make = (files: Buffer[]) => (key: string) => {
      const form = new FormData();
      for (const [index, file] of files.entries())
        form.append('image', new Blob([new Uint8Array(file)]), `${index}.jpg`);
      return api.request('POST', '/v1/batches', { body: form, headers: header(key) });
    };
    const before = await objectsIn(local, 'images', 'batches/');
    const first = await sameTwice(make(images), make(images.slice(0, 1)));
    const finished = await eventually(
      async () => (await api.request('GET', first.headers.get('location') as string)).body as object,
      (batch) => (batch as { status: string }).status === 'finished',
      PATIENCE_MS,
    );
    expect(finished).toMatchObject({ total: 2, succeeded: 2 });
    const { body } = await api.request('GET', `${first.headers.get('location')}/items`);
    const items = (body as { items: { recognitionId: string }[] }).items;
    const own = items.map(({ recognitionId }) => `batches/${recognitionId}`);
    await eventually(
      async () =>
        (await objectsIn(local, 'images', 'batches/')).filter(
          (key) => !before.includes(key) && !own.includes(key),
        ),
      (left) => left.length === 0,
      PATIENCE_MS,
    );
    for (const { recognitionId } of items) expect(await processed(recognitionId)).toBe(1);
  });

  it('makes one batch of a list of uploads', async () => {
    const { body } = await sendJson(api, 'POST', '/v1/uploads', { count: 2 });
    const { uploads } = body as { uploads: { key: string; url: string; headers: Record<string, string> }[] };
    for (const { url, headers } of uploads) {
      const put = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(await photo()) });
      expect(put.status).toBe(200);
    }
    const keys = uploads.map(({ key }) => key);
    const make = (some: string[]) => (key: string) =>
      sendJson(api, 'POST', '/v1/batches', { keys: some }, header(key));
    const first = await sameTwice(make(keys), make(keys.slice(0, 1)));
    expect(first.body).toMatchObject({ total: 2 });
  });

  it('gives the same URLs to upload to', async () => {
    const make = (count: number) => (key: string) =>
      sendJson(api, 'POST', '/v1/uploads', { count }, header(key));
    await sameTwice(make(2), make(3));
  });

  it('registers one webhook, whose secret it is told again', async () => {
    const make = (description: string) => (key: string) => {
      const body = { url: 'http://127.0.0.1:9/hook', events: ['batch.finished'], description };
      return sendJson(api, 'POST', '/v1/webhooks', body, header(key));
    };
    const first = await sameTwice(make('once'), make('other'));
    expect((first.body as { secret: string }).secret).toMatch(/^whsec_/);
    const { body } = await api.request('GET', '/v1/webhooks');
    expect((body as { webhooks: object[] }).webhooks).toHaveLength(1);
    await api.request('DELETE', `/v1/webhooks/${idOf(first)}`);
  });

  it.each(['two words', 'x'.repeat(256)])('may not have just any key: %j', async (key) => {
    const answer = await sendJson(api, 'POST', '/v1/uploads', { count: 1 }, header(key));
    expect(problemOf(answer)).toEqual([400, 'request-invalid']);
  });

  it('is known to the next gateway when the first one was killed', async () => {
    const key = randomUUID();
    const make = () => sendJson(api, 'POST', '/v1/keys', { name: 'kept', scopes: ['enrol'] }, header(key));
    const first = await make();
    const [image, imageKey] = [await photo(), randomUUID()];
    const recognised = await recognise(image, imageKey);
    process.kill((await system.local()).pids.gateway, 'SIGKILL');
    const isReady = () =>
      fetch(`${local.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(isReady, (ready) => !ready, PATIENCE_MS);
    await eventually(isReady, (ready) => ready, PATIENCE_MS);
    const again = await make();
    expect([again.status, again.body, wasReplayed(again)]).toEqual([201, first.body, true]);
    expect(await newKeys('kept')).toHaveLength(1);
    expect((await recognise(image, imageKey)).body).toEqual(recognised.body);
    expect(await processed(idOf(recognised))).toBe(1);
  });
});
