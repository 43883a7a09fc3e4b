import type { RecognitionSucceeded } from '@facefleet/contracts';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api } from './support/api';
import { sendJson } from './support/api-keys';
import { tarOf } from './support/archives';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { LoneGateway } from './support/lone-gateway';
import { objectsIn } from './support/objects';
import { uniqueJpeg } from './support/photos';
import { redisServerFound } from './support/redis-found';
import { eventually, type LocalFile, LocalSystem } from './support/system';
import { type Needles, tracesIn } from './support/trace-hunt';
import { WebhookReceiver } from './support/webhook-receiver';

const [zeb, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const ID = 'zebediah-quux-7741';
const [NAME, FAMILY, MOTTO] = ['Zebediah Quuxelmann', 'Quuxelmann', 'xyzzy-plugh-frobozz'];
const FILE = 'Quuxelmann at the beach.jpg';
/** Stands in the bytes of each photograph of theirs. */
const MARK = 'PRIVATE-PHOTOGRAPH-OF-ZEB';
const GALLERY = 'secrets';
const DEADLINE_MS = 120_000;
/** Enough to have single entries folded into a segment. */
const OTHERS = 300;

describe('erasing a person', { timeout: 5 * DEADLINE_MS }, () => {
  let system: LocalSystem;
  let local: LocalFile;
  let api: Api;
  let other: LoneGateway;
  let there: Api;
  let receiver: WebhookReceiver;
  const needles: Needles = {
    id: Buffer.from(ID),
    name: Buffer.from(FAMILY),
    metadata: Buffer.from(MOTTO),
    photograph: Buffer.from(MARK),
  };

  let marks = 0;
  const photoOf = async (face: typeof zeb, take: number, mark: string) =>
    uniqueJpeg(await demoPortrait(face, take), `${mark} ${++marks}`);
  const zebs = (take: number) => photoOf(zeb, take, MARK);
  const person = (id = ID) => `/v1/galleries/${GALLERY}/people/${id}`;
  const get = (path: string, from = api) => from.request('GET', path);
  const bodyOf = <T>({ status, body }: Answer, wanted = 200) => {
    expect([status, body]).toEqual([wanted, expect.anything()]);
    return body as T;
  };
  /** Of all that there is, but for ids in the audit log, which is to say who was erased by whom. */
  const hunt = async () =>
    (await tracesIn(local, system.home, needles)).filter((one) => !/\baudit(\/|%2f).*: id$/.test(one));
  const finished = (path: string) =>
    eventually(
      async () => (await get(path)).body as { status: string },
      ({ status }) => status === 'finished',
      DEADLINE_MS,
    );

  async function uploaded(image: Buffer): Promise<string> {
    const { uploads } = bodyOf<{ uploads: { key: string; url: string }[] }>(
      await sendJson(api, 'POST', '/v1/uploads', { count: 1 }),
      201,
    );
    const put = await fetch(uploads[0]!.url, { method: 'PUT', body: new Uint8Array(image) });
    expect(put.status).toBe(200);
    return uploads[0]!.key;
  }

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_SWEEP_S: '1',
      FACEFLEET_REDIS: redisServerFound ? 'server' : 'standin',
    });
    [local, api] = [await system.local(), await system.api()];
    other = await LoneGateway.start({
      AWS_ENDPOINT_URL: local.awsEndpoint,
      FACEFLEET_QUEUE_URL: local.queueUrl,
      FACEFLEET_BULK_QUEUE_URL: local.bulkQueueUrl,
      FACEFLEET_IMAGES_BUCKET: local.buckets.images,
      FACEFLEET_RESULTS_BUCKET: local.buckets.results,
      FACEFLEET_GALLERIES_BUCKET: local.buckets.galleries,
      FACEFLEET_ADMIN_KEY_SHA256: createHash('sha256').update(local.adminKey).digest('hex'),
      FACEFLEET_SWEEP_S: '1', // and no Redis: it hears nothing
    });
    there = other.api(local.adminKey);
  });
  afterAll(async () => {
    receiver?.stop();
    await other?.stop();
    await system?.stop();
  });

  let enrolled: { photo: Buffer; faceId: string };
  let questions: Record<
    'alone' | 'together' | 'verified' | 'search' | 'bobs' | 'detected' | 'compared',
    string
  >;
  let batch: string;
  let imports: string[];
  const once = { 'Idempotency-Key': 'enrol-zeb' };
  const enrolOnce = (photo: Buffer) =>
    api.upload(`${person()}/faces`, photo, { fields: { name: NAME }, fileName: FILE, headers: once });

  it('has much to find of somebody who was enrolled, imported, recognised, verified and searched for', async () => {
    await sendJson(api, 'POST', '/v1/webhooks', {
      url: receiver.url,
      events: ['recognition.finished', 'enrolment.finished', 'import.finished', 'person.removed'],
    });
    const photo = await zebs(0);
    const { faceId } = bodyOf<{ faceId: string }>(await enrolOnce(photo), 201);
    enrolled = { photo, faceId };
    Object.assign(needles, await embeddingOf(local, faceId));
    needles.hash = Buffer.from(createHash('sha256').update(photo).digest('hex'));
    await api.enrol('bob', await photoOf(bob, 0, 'BOB'), 'Bob', GALLERY);
    const metadata = { motto: MOTTO, of: [`${MOTTO}!`] };
    bodyOf(await sendJson(api, 'PATCH', person(), { metadata }));

    const others = Array.from({ length: OTHERS }, (_, i) => ({ id: `other-${i}`, name: `Other ${i}` }));
    const people = [{ id: ID, name: NAME, metadata }, ...others];
    const archive = await tarOf([
      { path: 'facefleet.json', bytes: Buffer.from(JSON.stringify({ people })) },
      { path: `${ID}/${FILE}`, bytes: await zebs(3) },
      { path: `${ID}/again.jpg`, bytes: photo },
      { path: 'double/1.jpg', bytes: await photoOf(zeb, 2, 'DOUBLE') }, // warned of: looks like Zeb
    ]);
    const byArchive = bodyOf<{ location: string }>(
      await api.request('POST', `/v1/galleries/${GALLERY}/imports`, {
        body: new Uint8Array(archive),
        headers: { 'Content-Type': 'application/x-tar' },
      }),
      202,
    );
    const items = [{ key: await uploaded(await zebs(4)), personId: ID, name: NAME }];
    const byUploads = bodyOf<{ location: string }>(
      await sendJson(api, 'POST', `/v1/galleries/${GALLERY}/imports`, { items }),
      202,
    );
    imports = [byArchive.location, byUploads.location];
    for (const location of imports) await finished(location);

    const group = await sharp({ create: { width: 900, height: 400, channels: 3, background: '#888' } })
      .composite([
        {
          input: await sharp(await demoPortrait(zeb, 0))
            .resize(380, 380)
            .toBuffer(),
          left: 20,
          top: 10,
        },
        {
          input: await sharp(await demoPortrait(bob, 0))
            .resize(380, 380)
            .toBuffer(),
          left: 480,
          top: 10,
        },
      ])
      .jpeg()
      .toBuffer();
    const alone = await zebs(1);
    const first = await api.recognise(alone, GALLERY);
    expect(first.faces[0]).toMatchObject({ decision: 'match', person: { id: ID } });
    const again = await api.upload('/v1/recognitions', alone, { fields: { gallery: GALLERY } });
    expect(again.headers.get('cache-status')).toContain('hit');
    const together = await api.recognise(uniqueJpeg(group, MARK), GALLERY);
    expect(together.people.map((one) => one.person.id).sort()).toEqual(['bob', ID].sort());
    const ask = async (path: string, image: Buffer, fields: Record<string, string>) =>
      bodyOf<{ id: string }>(await api.upload(path, image, { fields })).id;
    const search = async (face: string) =>
      bodyOf<{ id: string }>(await sendJson(api, 'POST', '/v1/searches', { gallery: GALLERY, faceId: face }))
        .id;
    const { faces: bobs } = bodyOf<{ faces: { id: string }[] }>(await get(person('bob')));
    const pair = new FormData();
    pair.append('source', new Blob([new Uint8Array(photo)]));
    pair.append('target', new Blob([new Uint8Array(await photoOf(bob, 1, 'BOB'))]));
    questions = {
      alone: (again.body as { id: string }).id,
      together: together.id,
      verified: await ask('/v1/verifications', await zebs(2), { gallery: GALLERY, personId: ID }),
      search: await search(faceId),
      bobs: await search(bobs[0]!.id),
      detected: await ask('/v1/detections', photo, {}),
      compared: bodyOf<{ id: string }>(await api.request('POST', '/v1/comparisons', { body: pair })).id,
    };
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(await zebs(5))]), FILE);
    form.append('gallery', GALLERY);
    batch = bodyOf<{ location: string }>(
      await api.request('POST', '/v1/batches', { body: form }),
      202,
    ).location;
    await finished(batch);
    expect((await get(`/v1/recognitions/${questions.alone}`, there)).body).toMatchObject({ people: [{}] });
    expect(bodyOf(await enrolOnce(photo), 201)).toMatchObject({ faceId }); // the same answer again
    await eventually(
      () => receiver.heard.length,
      (heard) => heard > 4,
      DEADLINE_MS,
    );
  });

  it('finds it with the search that is to find nothing afterwards', async () => {
    await eventually(
      () => objectsIn(local, 'galleries', `galleries/${GALLERY}/segments/`),
      (segments) => segments.length > 0,
      DEADLINE_MS,
    );
    const found = await hunt();
    const has = (place: RegExp, what: string) =>
      expect(
        found.filter((one) => place.test(one) && one.endsWith(`: ${what}`)).length,
        what,
      ).toBeGreaterThan(0);
    has(/^images\/enrolments/, 'photograph');
    has(/^images\/recognitions/, 'photograph');
    has(/^images\/verifications/, 'photograph');
    has(/^images\/batches/, 'photograph');
    has(/^images\/uploads/, 'photograph');
    has(/^images\/detections/, 'photograph');
    has(/^images\/comparisons/, 'photograph');
    has(/^results\/0/, 'id');
    has(/^results\/0/, 'name');
    has(/^results\/jobs\/.*manifest/, 'name');
    has(/^results\/jobs\/.*warnings/, 'id');
    has(/^galleries\/.*segments/, 'id');
    has(/^galleries\/.*segments/, 'metadata');
    has(/^galleries\/.*segments/, 'embedding as halves');
    has(/^redis /, 'name');
    has(/^redis .*answer/, 'hash');
    has(/^file /, 'name');
  });

  it('takes them out at once, and names them nowhere any more', async () => {
    const receipt = bodyOf<{ removedFaces: number; erasure: { location: string } }>(
      await api.request('DELETE', person()),
    );
    expect(receipt.removedFaces).toBe(3);
    for (const from of [api, there]) {
      const { body, status } = await get(`/v1/recognitions/${questions.alone}`, from);
      expect(status).toBe(200);
      const { faces, people } = body as RecognitionSucceeded;
      expect(people).toEqual([]);
      expect(faces[0]).toMatchObject({ decision: 'unknown', person: null, erased: true });
      expect((await get(`/v1/verifications/${questions.verified}`, from)).status).toBe(404);
    }
    expect(await finished(receipt.erasure.location)).toMatchObject({
      gallery: GALLERY,
      removed: { changedResults: expect.any(Number) as number },
    });
  });

  it('leaves nothing of them in any store, file or log', async () => {
    await eventually(hunt, (found) => found.length === 0, DEADLINE_MS);
    for (const text of [FAMILY, MOTTO, MARK]) expect(system.log).not.toContain(text);
  });

  it('told webhooks whom to erase as well', () => {
    const removed = receiver.heard.filter(({ body }) => body.includes('person.removed'));
    expect(removed.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ data: { personId: ID } }]);
  });

  it('leaves the others where they were', async () => {
    const { faces, people } = bodyOf<RecognitionSucceeded>(
      await get(`/v1/recognitions/${questions.together}`),
    );
    expect(people).toMatchObject([{ person: { id: 'bob' } }]);
    expect(faces.filter((face) => face.person?.id === 'bob')).toHaveLength(1);
    const search = bodyOf<{ people: { person: { id: string } }[] }>(
      await get(`/v1/searches/${questions.bobs}`),
    );
    expect(search.people.map((one) => one.person.id)).not.toContain(ID);
    const { people: left } = bodyOf<{ people: { id: string }[] }>(
      await get(`/v1/galleries/${GALLERY}/people?limit=1000`),
    );
    expect(left.map(({ id }) => id)).toContain('bob');
    expect(left).toHaveLength(OTHERS + 2);
    for (const [path, id] of [
      ['verifications', questions.verified],
      ['searches', questions.search],
      ['detections', questions.detected],
      ['comparisons', questions.compared],
      ['enrolments', enrolled.faceId],
    ] as const) {
      expect([path, (await get(`/v1/${path}/${id}`)).status]).toEqual([path, 404]);
    }
  });

  it('keeps the lists of batches and imports readable, without them', async () => {
    const items = bodyOf<{ items: object[] }>(await get(`${batch}/items?include=result`));
    expect(items.items).toMatchObject([{ name: '', status: 'succeeded', result: { people: [] } }]);
    const { items: imported } = bodyOf<{ items: { personId: string | null; name: string }[] }>(
      await get(`${imports[0]}/items`),
    );
    expect(imported.map(({ personId }) => personId)).toEqual([null, null, 'double']);
  });

  it('tells no answer again that named them', async () => {
    const again = await enrolOnce(enrolled.photo);
    expect([again.status, (again.body as { code: string }).code]).toEqual([410, 'answer-erased']);
  });

  it('is not undone by what was asked for before', async () => {
    const id = v7({ msecs: Date.now() - 3_600_000 });
    const key = `enrolments/${id}`;
    await fetch(`${local.awsEndpoint}/${local.buckets.images}/${key}`, {
      method: 'PUT',
      body: new Uint8Array(enrolled.photo),
    });
    const message = {
      ...{ v: 1, kind: 'enrolment', id, imageKey: key, gallery: GALLERY, galleryVersion: '', personId: ID },
      imageSha256: createHash('sha256').update(enrolled.photo).digest('hex'),
      ...{ model: 'dlib-resnet-flip', name: NAME, submittedAtMs: Date.now() - 3_600_000 },
    };
    await sqsSend(local, message);
    const result = await eventually(
      () => get(`/v1/enrolments/${id}`),
      ({ body }) => (body as { status: string }).status === 'failed',
      DEADLINE_MS,
    );
    expect(result.body).toMatchObject({ error: { code: 'gallery-not-found' } });
    expect((await get(person())).status).toBe(404);
    await eventually(hunt, (found) => found.length === 0, DEADLINE_MS);
  });

  it('says who can be enrolled anew: whoever asks for it afterwards', async () => {
    const { faceId } = await api.enrol(ID, enrolled.photo, NAME, GALLERY);
    expect(faceId).not.toBe(enrolled.faceId);
    expect(await api.recognise(await zebs(1), GALLERY)).toMatchObject({ people: [{ person: { id: ID } }] });
  });

  it('of a whole gallery deletes what was asked of it, too', async () => {
    const receipt = bodyOf<{ erasure: { location: string } }>(
      await api.request('DELETE', `/v1/galleries/${GALLERY}`),
    );
    expect((await get(`/v1/recognitions/${questions.together}`)).status).toBe(404);
    expect(await finished(receipt.erasure.location)).toMatchObject({ removed: { removedBatches: 3 } });
    await eventually(hunt, (found) => found.length === 0, DEADLINE_MS);
    expect(await objectsIn(local, 'results', 'jobs/')).toEqual([]);
    expect(await objectsIn(local, 'images', '')).toEqual([]);
  });

  it('knows no erasure that there is not', async () => {
    const { status, body } = await get(`/v1/erasures/${v7()}`);
    expect([status, (body as { code: string }).code]).toEqual([404, 'erasure-not-found']);
  });
});

/** An embedding as it is kept somewhere: as text in single entries, as halves in segments, as floats in between. */
async function embeddingOf(local: LocalFile, faceId: string): Promise<Needles> {
  const key = `galleries/${GALLERY}/entries/${faceId}`;
  const entry = await (await fetch(`${local.awsEndpoint}/${local.buckets.galleries}/${key}`)).json();
  const text = (entry as { embedding: string }).embedding;
  const bytes = Buffer.from(text, 'base64');
  const some = Array.from({ length: 16 }, (_, i) => bytes.readFloatLE(i * 4));
  return {
    'embedding as text': Buffer.from(text.slice(0, 80)),
    'embedding as floats': bytes.subarray(0, 64),
    'embedding as halves': Buffer.from(Uint16Array.from(some, halfOf).buffer),
  };
}

/** IEEE 754, 16 bits. */
function halfOf(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const bits = ((exponent + 14) << 10) + Math.round(Math.abs(value) / 2 ** (exponent - 10));
  return value < 0 ? bits | 0x8000 : bits;
}

/** As the gateway does, of an older request. */
async function sqsSend(local: LocalFile, message: object): Promise<void> {
  const sent = await fetch(local.awsEndpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': 'AmazonSQS.SendMessage',
    },
    body: JSON.stringify({ QueueUrl: local.queueUrl, MessageBody: JSON.stringify(message) }),
  });
  expect(sent.status).toBe(200);
}
