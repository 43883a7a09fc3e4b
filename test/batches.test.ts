import type { RecognitionSucceeded } from '@facefleet/contracts';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api, largestName } from './support/api';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { childrenOf, eventually, type LocalFile, LocalSystem } from './support/system';

interface Batch {
  id: string;
  status: string;
  total: number;
  succeeded: number;
  rejected: number;
  failed: number;
  skipped: number;
  location: string;
}

interface Item {
  index: number;
  name: string;
  status: string;
  recognitionId: string | null;
  location: string | null;
  error?: { code: string };
  result?: RecognitionSucceeded;
}

const MAX_IMAGE_BYTES = 400_000;
/** Several of us share two cores. */
const PATIENCE_MS = 240_000;
const PEOPLE = DEMO_FACES.slice(0, 4);
const UNKNOWN_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

describe('batches', { timeout: PATIENCE_MS + 60_000 }, () => {
  let system: LocalSystem;
  let api: Api;
  let local: LocalFile;
  let portraits: Buffer[];
  let made = 0;

  beforeAll(async () => {
    const env = { FACEFLEET_MODELS: 'builtin', FACEFLEET_MAX_IMAGE_BYTES: String(MAX_IMAGE_BYTES) };
    system = await LocalSystem.start(env);
    [api, local] = [await system.api(), await system.local()];
    for (const face of PEOPLE) await api.enrol(face.person, await demoPortrait(face, 0));
    portraits = await Promise.all(PEOPLE.map((face) => demoPortrait(face, 1)));
  });
  afterAll(() => system.stop());

  /** Image number `index`, whose person is `PEOPLE[index % 4]`, as a file that was never seen before. */
  const photo = (index: number) =>
    uniqueJpeg(portraits[index % PEOPLE.length] as Buffer, `photograph ${made++} of ${Math.random()}`);

  const send = (files: Uint8Array[], fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const [index, file] of files.entries())
      form.append('image', new Blob([new Uint8Array(file)]), `photo-${index}.jpg`);
    return api.request('POST', '/v1/batches', { body: form });
  };
  const postJson = (path: string, body: object) =>
    api.request('POST', path, {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });

  const accepted = (answer: Answer): Batch => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    const batch = answer.body as Batch;
    expect(answer.headers.get('location')).toBe(`/v1/batches/${batch.id}`);
    return batch;
  };
  const look = async ({ location }: Batch) => (await api.request('GET', location)).body as Batch;
  const until = (batch: Batch, satisfies: (now: Batch) => boolean) =>
    eventually(() => look(batch), satisfies, PATIENCE_MS);
  const ended = (batch: Batch) => batch.succeeded + batch.rejected + batch.failed + batch.skipped;

  const itemsOf = async (batch: Batch, query = '') => {
    const items: Item[] = [];
    for (let cursor: string | null = '0'; cursor !== null;) {
      const path: string = `${batch.location}/items?cursor=${cursor}&limit=25${query}`;
      const answer = await api.request('GET', path);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const page = answer.body as { items: Item[]; nextCursor: string | null };
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  /** As the objects stand in the store, one name for each. */
  const outcomesOf = async (batch: Batch) => {
    const prefix = `jobs/${batch.id}/items/`;
    const listing = await fetch(`${local.awsEndpoint}/${local.buckets.results}?list-type=2&prefix=${prefix}`);
    return [...(await listing.text()).matchAll(/<Key>[^<]*\/(\d+\.\w+)<\/Key>/g)].map(
      ([, name]) => name ?? '',
    );
  };
  const problem = (answer: Answer) => [answer.status, (answer.body as { code: string }).code];

  it('recognises every image of a form, each under its own id, and says which were none', async () => {
    const files = Array.from({ length: 60 }, (_, index) => photo(index));
    files[7] = Buffer.from('I am a photograph.');
    files[20] = Buffer.alloc(0);
    files[33] = Buffer.alloc(MAX_IMAGE_BYTES + 1, files[33]);
    const batch = accepted(await send(files, { gallery: 'default', maxFaces: '1' }));
    expect(batch).toMatchObject({ status: 'queued', total: 60, rejected: 3, succeeded: 0 });
    const listed = async (gallery: string) => {
      const { body } = await api.request('GET', `/v1/batches?gallery=${gallery}&limit=1`);
      return (body as { batches: Batch[] }).batches.map(({ id }) => id);
    };
    expect([await listed('default'), await listed('another')]).toEqual([[batch.id], []]);

    const early = await itemsOf(batch);
    expect(early.map(({ index }) => index)).toEqual(files.map((_, index) => index));
    const pending = early.at(-1) as Item;
    expect((await api.request('GET', pending.location as string)).body).toMatchObject(
      pending.status === 'pending' ? { status: 'pending' } : {},
    );

    await until(batch, (now) => now.succeeded > 0);
    const [partial] = await itemsOf(batch, '&status=succeeded&include=result');
    expect(partial?.result?.id).toBe(partial?.recognitionId);

    const finished = await until(batch, (now) => now.status === 'finished');
    expect(finished).toMatchObject({ total: 60, succeeded: 57, rejected: 3, failed: 0, skipped: 0 });
    const items = await itemsOf(batch, '&include=result');
    const codes = items.filter(({ error }) => error).map(({ index, error }) => [index, error?.code]);
    expect(codes).toEqual([
      [7, 'image-type-unsupported'],
      [20, 'image-empty'],
      [33, 'image-too-large'],
    ]);
    for (const { index, name, status, result, recognitionId } of items) {
      expect(name).toBe(`photo-${index}.jpg`);
      if (status === 'succeeded')
        expect(largestName(result as RecognitionSucceeded)).toBe(PEOPLE[index % 4]?.person);
      else expect(recognitionId).toBeNull();
    }
    const one = items[0] as Item;
    expect((await api.request('GET', one.location as string)).body).toEqual(one.result);
    expect(new Set(items.map(({ recognitionId }) => recognitionId)).size).toBe(58);
    expect(await outcomesOf(batch)).toHaveLength(60);
  });

  it('recognises images that were uploaded straight into the store, and tells its listeners how far it is', async () => {
    const files = Array.from({ length: 60 }, (_, index) => ({
      name: `${index}.jpg`,
      contentType: 'image/jpeg',
    }));
    const answer = await postJson('/v1/uploads', { files });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
    const { uploads } = answer.body as {
      uploads: { key: string; name: string; url: string; method: string; headers: Record<string, string> }[];
    };
    expect(uploads.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
    for (const [index, { url, method, headers }] of uploads.entries()) {
      let body: Buffer = photo(index);
      if (index === 5) continue; // never uploaded
      if (index === 6) body = Buffer.alloc(MAX_IMAGE_BYTES + 1, body);
      if (index === 7) body = Buffer.from('GIF87b: not quite');
      const put = await fetch(url, { method, headers, body: new Uint8Array(body) });
      expect(put.status).toBe(200);
    }
    const keys = uploads.map(({ key }) => key);
    const batch = accepted(await postJson('/v1/batches', { keys, gallery: 'default' }));
    expect(batch).toMatchObject({ total: 60, rejected: 0 });

    const events = await api.request('GET', `${batch.location}/events`);
    expect(events.headers.get('content-type')).toMatch('text/event-stream');
    const told = [...(events.body as string).matchAll(/event: (\w+)\nid: \d+\ndata: (.+)\n/g)];
    expect(told.map(([, type]) => type)).toEqual([...told.slice(1).map(() => 'progress'), 'end']);
    expect(JSON.parse(told.at(-1)?.[2] ?? '')).toMatchObject({
      status: 'finished',
      succeeded: 57,
      failed: 3,
    });

    const failed = await itemsOf(batch, '&status=failed');
    expect(failed.map(({ name, error }) => [name, error?.code])).toEqual([
      [keys[5], 'image-missing'],
      [keys[6], 'image-too-large'],
      [keys[7], 'image-type-unsupported'],
    ]);
    const missing = await api.request('GET', failed[0]?.location as string);
    expect(missing.body).toMatchObject({ status: 'failed', error: { code: 'image-missing' } });
    for (const { index, result } of await itemsOf(batch, '&status=succeeded&include=result')) {
      expect(largestName(result as RecognitionSucceeded)).toBe(PEOPLE[index % 4]?.person);
      expect(result?.image.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('lets whoever waits go first: single requests are answered while images of a batch wait, which end, too', async () => {
    const batch = accepted(await send(Array.from({ length: 300 }, (_, index) => photo(index))));
    await until(batch, (now) => now.succeeded > 0);
    for (let index = 0; index < 20; index++) {
      const answer = await api.recognise(photo(index));
      expect(largestName(answer)).toBe(PEOPLE[index % 4]?.person);
    }
    const meanwhile = await look(batch);
    expect(meanwhile.status).toBe('running');
    expect(ended(meanwhile)).toBeLessThan(300);
    const finished = await until(batch, (now) => now.status === 'finished');
    expect(finished.succeeded).toBe(300);
  });

  it('does nothing more of a batch that is cancelled half-way, and accounts for every image', async () => {
    const batch = accepted(await send(Array.from({ length: 200 }, (_, index) => photo(index))));
    await until(batch, (now) => now.succeeded >= 10);
    const before = await itemsOf(batch);
    const cancelled = await api.request('DELETE', batch.location);
    expect(cancelled.status).toBe(202);
    expect((cancelled.body as Batch).status).toMatch(/^cancell(ing|ed)$/);
    const after = await until(batch, (now) => now.status === 'cancelled');
    expect(after.succeeded + after.skipped).toBe(200);
    expect(after.skipped).toBeGreaterThan(0);
    expect((await api.request('DELETE', batch.location)).status).toBe(202);
    // The queue is empty once each message was seen and skipped.
    const fleet = async () =>
      (await api.request('GET', '/v1/fleet')).body as { queue: Record<string, number> };
    await eventually(fleet, ({ queue }) => (queue.visible ?? 1) + (queue.inFlight ?? 1) === 0, PATIENCE_MS);
    expect(await look(batch)).toMatchObject({ status: 'cancelled', succeeded: after.succeeded });
    const items = await itemsOf(batch);
    expect(items.filter(({ status }) => status === 'succeeded')).toHaveLength(after.succeeded);
    expect(items.filter(({ status }) => status === 'skipped')).toHaveLength(after.skipped);
    const skipped = items.find(({ status }) => status === 'skipped') as Item;
    expect(skipped.recognitionId).toBeNull();
    const waitedFor = before.at(skipped.index)?.location as string;
    expect(await api.request('GET', waitedFor)).toMatchObject({
      status: 404,
      body: { code: 'recognition-not-found' },
    });
  });

  it('gives every image one outcome though a recognizer is killed half-way', async () => {
    const batch = accepted(await send(Array.from({ length: 60 }, (_, index) => photo(index))));
    await until(batch, (now) => now.succeeded >= 5);
    const [recognizer] = await childrenOf(local.pids.scaler);
    process.kill(recognizer as number, 'SIGKILL');
    const finished = await until(batch, (now) => now.status === 'finished');
    expect(finished).toMatchObject({ succeeded: 60, failed: 0, rejected: 0, skipped: 0 });
    const outcomes = await outcomesOf(batch);
    expect(outcomes.sort()).toEqual(finished60());
    const items = await itemsOf(batch, '&include=result');
    for (const { index, result } of items)
      expect(largestName(result as RecognitionSucceeded)).toBe(PEOPLE[index % 4]?.person);
  });

  it('keeps nothing of a form whose client goes before its end', async () => {
    const imagesNow = async () => {
      const left = await fetch(`${local.awsEndpoint}/${local.buckets.images}?list-type=2&prefix=batches/`);
      return [...(await left.text()).matchAll(/<Key>/g)].length;
    };
    const before = await imagesNow();
    const headers = {
      Authorization: `Bearer ${local.adminKey}`,
      'Content-Type': 'multipart/form-data; boundary=x',
    };
    const upload = request(`${api.url}/v1/batches`, { method: 'POST', headers });
    upload.on('error', () => undefined);
    for (let index = 0; index < 4; index++) {
      upload.write(`--x\r\nContent-Disposition: form-data; name="image"; filename="${index}.jpg"\r\n\r\n`);
      upload.write(photo(index));
      upload.write('\r\n');
    }
    await eventually(imagesNow, (count) => count > before, 20_000);
    upload.destroy();
    await eventually(imagesNow, (count) => count === before, 20_000);
  });

  it('says what is wrong with a batch, and accepts nothing of it', async () => {
    expect(problem(await send([]))).toEqual([400, 'image-missing']);
    expect(problem(await send([photo(0)], { gallery: 'nobody' }))).toEqual([404, 'gallery-not-found']);
    expect(problem(await send([photo(0)], { maxFaces: '0' }))).toEqual([400, 'request-invalid']);
    const keys = [`uploads/${UNKNOWN_ID}/0`, `enrolments/${UNKNOWN_ID}`];
    expect(problem(await postJson('/v1/batches', { keys }))).toEqual([400, 'upload-key-invalid']);
    expect(problem(await postJson('/v1/batches', { keys: [] }))).toEqual([400, 'request-invalid']);
    const tooMany = Array.from({ length: 100_001 }, () => `uploads/${UNKNOWN_ID}/0`);
    expect(problem(await postJson('/v1/batches', { keys: tooMany }))).toEqual([400, 'request-invalid']);
    const huge = { keys: [`uploads/${'0'.repeat(9_000_000)}`] };
    expect(problem(await postJson('/v1/batches', huge))).toEqual([413, 'request-too-large']);
    const headers = { 'Content-Type': 'application/json' };
    const broken = await api.request('POST', '/v1/batches', { body: '{"keys":', headers });
    expect(problem(broken)).toEqual([400, 'request-invalid']);
    expect(problem(await postJson('/v1/uploads', { count: 1_001 }))).toEqual([400, 'request-invalid']);
    expect(problem(await postJson('/v1/uploads', {}))).toEqual([400, 'request-invalid']);
    const large = { files: [{ name: 'a', size: MAX_IMAGE_BYTES + 1 }] };
    expect(problem(await postJson('/v1/uploads', large))).toEqual([413, 'image-too-large']);
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/items'],
      ['GET', '/events'],
      ['DELETE', ''],
    ] as const) {
      const answer = await api.request(method, `/v1/batches/${UNKNOWN_ID}${rest}`);
      expect(problem(answer), `${method} ${rest}`).toEqual([404, 'batch-not-found']);
    }
    expect(problem(await api.request('GET', '/v1/batches/x'))).toEqual([400, 'request-invalid']);
    const left = await fetch(`${local.awsEndpoint}/${local.buckets.images}?list-type=2&prefix=batches/`);
    const images = [...(await left.text()).matchAll(/<Key>/g)].length;
    expect(images).toBe(57 + 300 + 200 + 60); // those of the batches above
  });
});

function finished60(): string[] {
  return Array.from({ length: 60 }, (_, index) => `${String(index).padStart(8, '0')}.succeeded`);
}
