import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api, largestName } from './support/api';
import { type ArchivedFile, filesIn, tarGzOf, tarOf, zipOf } from './support/archives';
import { DEMO_FACES, demoPhoto, demoPortrait } from './support/demo-faces';
import { readPhoto, uniqueJpeg } from './support/photos';
import { childrenOf, eventually, type LocalFile, LocalSystem } from './support/system';
import { WebhookReceiver } from './support/webhook-receiver';

interface Import {
  id: string;
  status: string;
  gallery: string;
  total: number | null;
  succeeded: number;
  rejected: number;
  failed: number;
  skipped: number;
  location: string;
}

interface Item {
  index: number;
  name: string;
  personId: string | null;
  status: string;
  faceId: string | null;
  warnings: { code: string; personId?: string; faceId?: string }[];
  location: string | null;
  error?: { code: string; detail: string };
}

interface PersonRow {
  id: string;
  name: string;
  faces: number;
}

const MAX_IMAGE_BYTES = 1_000_000;
const MAX_IMPORT_BYTES = 20_000_000;
/** Several of us share two cores. */
const PATIENCE_MS = 240_000;
const PEOPLE = DEMO_FACES.slice(0, 4);
const UNKNOWN_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

describe('imports', { timeout: PATIENCE_MS + 60_000 }, () => {
  let system: LocalSystem;
  let api: Api;
  let local: LocalFile;
  let portraits: Buffer[];
  let made = 0;

  beforeAll(async () => {
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_MAX_IMAGE_BYTES: String(MAX_IMAGE_BYTES),
      FACEFLEET_MAX_IMPORT_BYTES: String(MAX_IMPORT_BYTES),
    });
    [api, local] = [await system.api(), await system.local()];
    portraits = await Promise.all(PEOPLE.map((face) => demoPortrait(face, 0)));
  });
  afterAll(() => system.stop());

  /** A portrait of `PEOPLE[index % 4]`, as a file that was never seen before. */
  const photo = (index: number) =>
    uniqueJpeg(portraits[index % PEOPLE.length] as Buffer, `photograph ${made++} of ${Math.random()}`);
  const personOf = (index: number) => PEOPLE[index % PEOPLE.length]?.person as string;
  const photos = (count: number, top = ''): ArchivedFile[] =>
    Array.from({ length: count }, (_, index) => ({
      path: `${top}${personOf(index)}/${index}.jpg`,
      bytes: photo(index),
    }));
  const text = (path: string, content: string): ArchivedFile => ({ path, bytes: Buffer.from(content) });

  const send = (gallery: string, archive: Buffer, headers: Record<string, string> = {}) =>
    api.request('POST', `/v1/galleries/${gallery}/imports`, {
      body: new Uint8Array(archive),
      headers: { 'Content-Type': 'application/octet-stream', ...headers },
    });
  const sendItems = (gallery: string, items: object[]) =>
    api.request('POST', `/v1/galleries/${gallery}/imports`, {
      body: JSON.stringify({ items }),
      headers: { 'Content-Type': 'application/json' },
    });
  const accepted = (answer: Answer): Import => {
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    const started = answer.body as Import;
    expect(answer.headers.get('location')).toBe(`/v1/galleries/${started.gallery}/imports/${started.id}`);
    return started;
  };
  const look = async ({ location }: Import) => (await api.request('GET', location)).body as Import;
  const until = (started: Import, satisfies: (now: Import) => boolean) =>
    eventually(() => look(started), satisfies, PATIENCE_MS);
  const finished = (started: Import) => until(started, ({ status }) => status === 'finished');
  const itemsOf = async (started: Import, query = '') => {
    const items: Item[] = [];
    for (let cursor: string | null = '0'; cursor !== null;) {
      const path: string = `${started.location}/items?cursor=${cursor}&limit=25${query}`;
      const answer = await api.request('GET', path);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const page = answer.body as { items: Item[]; nextCursor: string | null };
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  const peopleOf = async (gallery: string) =>
    (
      (await api.request('GET', `/v1/galleries/${gallery}/people`)).body as { people: PersonRow[] }
    ).people.sort((a, b) => (a.id < b.id ? -1 : 1));
  const facesOf = async (gallery: string) =>
    Object.fromEntries((await peopleOf(gallery)).map(({ id, faces }) => [id, faces]));
  const keysOf = async (bucket: string, prefix: string) => {
    const listing = await fetch(`${local.awsEndpoint}/${bucket}?list-type=2&prefix=${prefix}`);
    return [...(await listing.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? '');
  };
  const problem = (answer: Answer) => [answer.status, (answer.body as { code: string }).code];

  it('enrols the images of a zip for whose folders they lie in, and says of each of the others why not', async () => {
    const archive = await zipOf([
      text(
        'staff/people.json',
        JSON.stringify({ people: [{ id: personOf(0), name: 'Ada Lovelace', metadata: { badge: 7 } }] }),
      ),
      ...photos(8, 'staff/'),
      { path: 'staff/group/three.jpg', bytes: await readPhoto(demoPhoto(3)) },
      text('staff/liar/one.jpg', 'I am a photograph.'),
      { path: 'staff/giant/one.jpg', bytes: Buffer.alloc(MAX_IMAGE_BYTES + 1, photo(0)) },
      { path: 'staff/Ada Lovelace/one.jpg', bytes: photo(0) },
      { path: 'alone.jpg', bytes: photo(0) },
      text('staff/notes.txt', 'no image'),
      text('__MACOSX/staff/three-left/._0.jpg', 'no image'),
      text('staff/three-left/.hidden.jpg', 'no image'),
    ]);
    const started = accepted(await send('zipped', archive));
    expect(started).toMatchObject({ status: 'queued', gallery: 'zipped', total: null });
    const events = await api.request('GET', `${started.location}/events`);
    const told = [...(events.body as string).matchAll(/event: (\w+)\n/g)].map(([, type]) => type);
    expect(told).toEqual([...told.slice(1).map(() => 'progress'), 'end']);

    const now = await look(started);
    expect(now).toMatchObject({ status: 'finished', total: 13, succeeded: 8, rejected: 4, failed: 1 });
    const items = await itemsOf(started);
    expect(items.slice(8).map(({ name, personId, error }) => [name, personId, error?.code])).toEqual([
      ['staff/group/three.jpg', 'group', 'several-faces'],
      ['staff/liar/one.jpg', 'liar', 'image-type-unsupported'],
      ['staff/giant/one.jpg', 'giant', 'image-too-large'],
      ['staff/Ada Lovelace/one.jpg', null, 'person-id-invalid'],
      ['alone.jpg', null, 'person-id-invalid'],
    ]);
    for (const item of items.slice(0, 8)) {
      expect(item).toMatchObject({ status: 'succeeded', personId: personOf(item.index) });
      const enrolment = (await api.request('GET', item.location as string)).body;
      expect(enrolment).toMatchObject({ faceId: item.faceId, personId: item.personId });
    }
    expect(await facesOf('zipped')).toEqual(Object.fromEntries(PEOPLE.map(({ person }) => [person, 2])));
    expect((await peopleOf('zipped')).find(({ id }) => id === personOf(0))?.name).toBe('Ada Lovelace');
    expect(largestName(await api.recognise(await demoPortrait(PEOPLE[0] as never, 1), 'zipped'))).toBe(
      'Ada Lovelace',
    );
    expect(await itemsOf(started, '&status=failed')).toHaveLength(1);
    expect(await keysOf(local.buckets.images, `imports/${started.id}`)).toEqual([]);
  });

  it('says of an image that was enrolled before that it is not enrolled again, and warns as an enrolment does', async () => {
    const files = photos(4);
    const first = accepted(await send('twice', await tarOf(files)));
    expect(await finished(first)).toMatchObject({ succeeded: 4 });
    const [before] = await itemsOf(first);
    expect(before?.warnings).toEqual([]);
    const imposter = { path: 'imposter/1.jpg', bytes: files[1]!.bytes };
    const again = accepted(await send('twice', await zipOf([files[0]!, imposter, photos(1)[0]!])));
    expect(await finished(again)).toMatchObject({ succeeded: 3 });
    const items = await itemsOf(again);
    expect(items[0]).toMatchObject({ status: 'succeeded', faceId: before?.faceId });
    expect(items.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ['already-enrolled-photograph'],
      ['already-enrolled'],
      [],
    ]);
    expect(await facesOf('twice')).toMatchObject({ [personOf(0)]: 2, [personOf(1)]: 1, imposter: 1 });
  });

  it('takes tar and tar.gz, and of one that is cut off all that stands before', async () => {
    const tar = accepted(await send('tarred', await tarOf(photos(4))));
    expect(await finished(tar)).toMatchObject({ total: 4, succeeded: 4 });
    const gzip = accepted(await send('tarred', await tarGzOf(photos(4, 'people/'))));
    expect(await finished(gzip)).toMatchObject({ total: 4, succeeded: 4 });
    expect(Object.values(await facesOf('tarred'))).toEqual([2, 2, 2, 2]);

    const files = photos(3);
    const whole = await tarOf(files);
    const cut = accepted(await send('cut', whole.subarray(0, whole.length - 1024 - 5_000)));
    expect(await finished(cut)).toMatchObject({ total: 3, succeeded: 2, rejected: 1 });
    expect((await itemsOf(cut)).at(-1)?.error?.code).toBe('archive-unreadable');
    const noZip = accepted(await send('cut', Buffer.from('PK\x03\x04 and then nothing of the kind')));
    expect(await finished(noZip)).toMatchObject({ total: 1, rejected: 1 });
    expect((await itemsOf(noZip)).map(({ error }) => error?.code)).toEqual(['archive-unreadable']);
  });

  it('enrols uploads for the people that it is told, each face with a photograph of its own', async () => {
    const answer = await api.request('POST', '/v1/uploads', {
      body: JSON.stringify({ count: 4 }),
      headers: { 'Content-Type': 'application/json' },
    });
    const { uploads } = answer.body as { uploads: { key: string; url: string }[] };
    const sent = [photo(0), photo(1), photo(2)];
    for (const [index, { url }] of uploads.slice(0, 3).entries()) {
      const put = await fetch(url, { method: 'PUT', body: new Uint8Array(sent[index] as Buffer) });
      expect(put.status).toBe(200);
    }
    const items = uploads.map(({ key }, index) => ({ key, personId: `p${index}`, name: `Person ${index}` }));
    const started = accepted(await sendItems('uploaded', items));
    expect(started.total).toBe(4);
    const enrolments = async () => {
      const locations = (await itemsOf(started)).map(({ location }) => location as string);
      const answers = await Promise.all(locations.map((location) => api.request('GET', location)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      return answers.map(({ body }) => (body as { status: string }).status);
    };
    await enrolments(); // can be asked for from the beginning
    expect(await finished(started)).toMatchObject({ succeeded: 3, failed: 1 });
    expect(await enrolments()).toEqual(['succeeded', 'succeeded', 'succeeded', 'failed']);
    const listed = await itemsOf(started);
    expect(listed.map(({ name, personId }) => [name, personId])).toEqual(
      items.map(({ key, personId }) => [key, personId]),
    );
    expect(listed[3]?.error?.code).toBe('image-missing');
    expect((await peopleOf('uploaded')).map(({ name }) => name).sort()).toEqual([
      'Person 0',
      'Person 1',
      'Person 2',
    ]);
    const faceId = listed[0]?.faceId as string;
    const kept = await fetch(`${local.awsEndpoint}/${local.buckets.images}/enrolments/${faceId}`);
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(sent[0]);
    await api.request('DELETE', '/v1/galleries/uploaded/people/p0');
    expect(await keysOf(local.buckets.images, `enrolments/${faceId}`)).toEqual([]);
  });

  it('enrols every image exactly once though recognizers are killed while unpacking and half-way', async () => {
    const started = accepted(await send('killed', await tarOf(photos(60))));
    const kill = async () => {
      const recognizers = await childrenOf(local.pids.scaler);
      for (const recognizer of recognizers) process.kill(recognizer, 'SIGKILL');
    };
    const unpacked = () => keysOf(local.buckets.images, 'enrolments/');
    const before = (await unpacked()).length;
    await eventually(unpacked, (keys) => keys.length > before, PATIENCE_MS);
    await kill();
    await until(started, ({ succeeded }) => succeeded >= 5);
    await kill();
    expect(await finished(started)).toMatchObject({
      total: 60,
      succeeded: 60,
      failed: 0,
      rejected: 0,
      skipped: 0,
    });
    expect(await facesOf('killed')).toEqual(Object.fromEntries(PEOPLE.map(({ person }) => [person, 15])));
    const items = await itemsOf(started);
    expect(new Set(items.map(({ faceId }) => faceId)).size).toBe(60);
    expect(await keysOf(local.buckets.results, `jobs/${started.id}/items/`)).toHaveLength(60);
  });

  it('enrols nobody more once it is cancelled, and accounts for every image', async () => {
    const started = accepted(await send('cancelled', await tarOf(photos(120))));
    await until(started, ({ succeeded }) => succeeded >= 3);
    expect((await api.request('DELETE', started.location)).status).toBe(202);
    const after = await until(started, ({ status }) => status === 'cancelled');
    expect(after.succeeded + after.skipped).toBe(120);
    expect(after.skipped).toBeGreaterThan(0);
    const faces = Object.values(await facesOf('cancelled')).reduce((sum, count) => sum + count, 0);
    expect(faces).toBe((await look(started)).succeeded);
    expect((await api.request('DELETE', started.location)).status).toBe(202);
  });

  it('are listed in their gallery, the newest first, and forgotten once they have ended', async () => {
    const first = accepted(await send('listed', await tarOf(photos(2))));
    const second = accepted(await send('listed', await tarOf(photos(60))));
    const list = async (query = '') => {
      const { status, body } = await api.request('GET', `/v1/galleries/listed/imports${query}`);
      expect(status).toBe(200);
      return body as { imports: Import[]; nextCursor: string | null };
    };
    const { imports, nextCursor } = await list('?limit=1');
    expect([imports.map(({ id }) => id), nextCursor]).toEqual([[second.id], second.id]);
    const rest = await list(`?limit=1&cursor=${second.id}`);
    expect([rest.imports.map(({ id }) => id), rest.nextCursor]).toEqual([[first.id], null]);
    const record = (started: Import) => api.request('DELETE', `${started.location}/record`);
    expect(problem(await record(second))).toEqual([409, 'job-running']);
    expect((await api.request('DELETE', second.location)).status).toBe(202);

    await finished(first);
    expect((await record(first)).status).toBe(204);
    expect(problem(await api.request('GET', first.location))).toEqual([404, 'import-not-found']);
    expect(await keysOf(local.buckets.results, `jobs/${first.id}`)).toEqual([]);
    expect((await list()).imports.map(({ id }) => id)).toEqual([second.id]);
    expect(problem(await record(first))).toEqual([404, 'import-not-found']);
    expect(Object.keys(await facesOf('listed'))).toEqual(expect.arrayContaining([personOf(0), personOf(1)]));
  });

  it('enrols nobody more once the gallery is deleted, which does not come back', async () => {
    const people = text('facefleet.json', JSON.stringify({ people: [{ id: 'nobody', name: 'Not Yet' }] }));
    const started = accepted(await send('deleted', await tarOf([people, ...photos(200)])));
    await until(started, ({ succeeded }) => succeeded >= 1);
    expect((await api.request('DELETE', '/v1/galleries/deleted')).status).toBe(200);
    const after = await finished(started);
    expect(after.succeeded + after.failed).toBe(200);
    expect(after.failed).toBeGreaterThan(0);
    const failed = await itemsOf(started, '&status=failed');
    expect(new Set(failed.map(({ error }) => error?.code))).toEqual(new Set(['gallery-not-found']));
    expect(problem(await api.request('GET', '/v1/galleries/deleted'))).toEqual([404, 'gallery-not-found']);
    const kept = await keysOf(local.buckets.images, 'enrolments/');
    const own = (await itemsOf(started)).map(({ location }) => location?.split('/').at(-1));
    expect(own.filter((id) => kept.includes(`enrolments/${id}`))).toEqual([]);
  });

  it('exports a gallery as a tar that gives the same people when it is imported', async () => {
    const people = {
      people: [
        { id: 'nobody', name: 'Not Yet', metadata: { desk: 'none' } },
        { id: personOf(1), name: 'Éa 名' },
      ],
    };
    const original = [...photos(6), text('facefleet.json', JSON.stringify(people))];
    expect(await finished(accepted(await send('origin', await tarOf(original))))).toMatchObject({
      succeeded: 6,
    });
    const answer = await fetch(`${api.url}/v1/galleries/origin/export`, {
      headers: { Authorization: `Bearer ${local.adminKey}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/x-tar');
    const exported = Buffer.from(await answer.arrayBuffer());
    const files = await filesIn(exported);
    const description = JSON.parse(files.get('facefleet.json')?.toString() ?? '') as {
      people: { id: string; name: string; metadata: object; faces: { id: string; model: string }[] }[];
    };
    expect(description).toMatchObject({
      format: 'facefleet-gallery',
      version: 1,
      gallery: { name: 'origin' },
    });
    expect(description.people.find(({ id }) => id === 'nobody')).toEqual({
      id: 'nobody',
      name: 'Not Yet',
      metadata: { desk: 'none' },
      faces: [],
    });
    const paths = description.people.flatMap(({ id, faces }) =>
      faces.map((face) => `people/${id}/${face.id}.jpg`),
    );
    expect([...files.keys()]).toEqual(['facefleet.json', ...paths]);
    const sent = new Set(original.slice(0, 6).map(({ bytes }) => bytes.toString('base64')));
    expect(new Set(paths.map((path) => files.get(path)?.toString('base64')))).toEqual(sent);

    expect(await finished(accepted(await send('copy', exported)))).toMatchObject({ total: 6, succeeded: 6 });
    expect(await peopleOf('copy')).toEqual(await peopleOf('origin'));
    expect((await peopleOf('copy')).find(({ id }) => id === personOf(1))?.name).toBe('Éa 名');
    const nowhere = await api.request('GET', '/v1/galleries/nobody-made-this/export');
    expect(problem(nowhere)).toEqual([404, 'gallery-not-found']);
  });

  it('tells webhooks once that an import or a batch has ended', async () => {
    const receiver = await WebhookReceiver.start();
    try {
      const hook = await api.request('POST', '/v1/webhooks', {
        body: JSON.stringify({ url: receiver.url, events: ['import.finished', 'batch.finished'] }),
        headers: { 'Content-Type': 'application/json' },
      });
      const { secret } = hook.body as { secret: string };
      const started = accepted(await send('told', await zipOf([...photos(3), text('liar/1.jpg', 'none')])));
      const form = new FormData();
      for (let index = 0; index < 3; index++)
        form.append('image', new Blob([new Uint8Array(photo(index))]), `${index}.jpg`);
      const batch = (await api.request('POST', '/v1/batches', { body: form })).body as Import;
      const told = await eventually(
        () => [
          ...receiver.verified(secret, 'import.finished'),
          ...receiver.verified(secret, 'batch.finished'),
        ],
        ({ length }) => length === 2,
        PATIENCE_MS,
      );
      expect(told[0]?.data).toEqual(await look(started));
      expect(told[0]?.data).toMatchObject({
        total: 4,
        succeeded: 3,
        rejected: 1,
        location: started.location,
      });
      expect(told[1]?.data).toEqual(await look(batch));
      expect(new Set(receiver.heard.map(({ id }) => id)).size).toBe(2);
    } finally {
      receiver.stop();
    }
  });

  it('answers a repeated request with the same idempotency key as the first', async () => {
    const archive = await zipOf(photos(1));
    const headers = { 'Idempotency-Key': 'one-import' };
    const first = accepted(await send('once', archive, headers));
    const again = await send('once', archive, headers);
    expect(accepted(again).id).toBe(first.id);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await send('once', await zipOf(photos(1)), headers);
    expect(problem(other)).toEqual([422, 'idempotency-key-reused']);
    await finished(first);
    expect(await keysOf(local.buckets.images, 'imports/')).toEqual([]);
  });

  it('says what is wrong with an import, and accepts nothing of it', async () => {
    expect(problem(await send('x', photo(0)))).toEqual([415, 'archive-type-unsupported']);
    expect(problem(await send('x', Buffer.alloc(0)))).toEqual([415, 'archive-type-unsupported']);
    const form = new FormData();
    form.append('archive', new Blob([new Uint8Array(await zipOf(photos(1)))]), 'a.zip');
    const asForm = await api.request('POST', '/v1/galleries/x/imports', { body: form });
    expect(problem(asForm)).toEqual([415, 'archive-type-unsupported']);
    const large = Buffer.alloc(MAX_IMPORT_BYTES + 1, await zipOf(photos(1)));
    expect(problem(await send('x', large))).toEqual([413, 'request-too-large']);
    expect(problem(await send('.x', await zipOf(photos(1))))).toEqual([400, 'request-invalid']);
    expect(problem(await sendItems('x', []))).toEqual([400, 'request-invalid']);
    const key = `uploads/${UNKNOWN_ID}/0`;
    expect(problem(await sendItems('x', [{ key, personId: 'A B' }]))).toEqual([400, 'request-invalid']);
    const foreign = [{ key: `enrolments/${UNKNOWN_ID}`, personId: 'a' }];
    expect(problem(await sendItems('x', foreign))).toEqual([400, 'upload-key-invalid']);
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/items'],
      ['GET', '/events'],
      ['DELETE', ''],
    ] as const) {
      const answer = await api.request(method, `/v1/galleries/x/imports/${UNKNOWN_ID}${rest}`);
      expect(problem(answer), `${method} ${rest}`).toEqual([404, 'import-not-found']);
    }
    expect(problem(await api.request('GET', '/v1/galleries/x/imports/x'))).toEqual([400, 'request-invalid']);
    const elsewhere = accepted(await sendItems('somewhere', [{ key, personId: 'a' }]));
    const path = elsewhere.location.replace('somewhere', 'elsewhere');
    expect(problem(await api.request('GET', path))).toEqual([404, 'import-not-found']);
    expect(await keysOf(local.buckets.images, 'imports/')).toEqual([]);
  });
});
