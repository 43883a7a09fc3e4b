import type { RecognitionSucceeded } from '@facefleet/contracts';
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Api } from './support/api';
import { newKey, sendJson } from './support/api-keys';
import { filesIn, tarOf } from './support/archives';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { eventually, LocalSystem } from './support/system';

const [zeb, bob] = DEMO_FACES as [(typeof DEMO_FACES)[0], (typeof DEMO_FACES)[0]];
const [GALLERY, ID, NAME] = ['secrets', 'zeb', 'Zebediah'];
const [OTHER_ID, OTHER_NAME] = ['robert-quux-7741', 'Quuxelmann'];
const [FILE, BATCH_FILE] = ['at the beach.jpg', 'in a batch.jpg'];
const PATIENCE_MS = 120_000;

interface Exported {
  files: Map<string, Buffer>;
  /** Of a file of JSON. */
  json: (name: string) => Record<string, unknown>;
  /** Of all files of JSON below a folder. */
  below: (folder: string) => Record<string, unknown>[];
}

describe('what is known about a person', { timeout: 5 * PATIENCE_MS }, () => {
  let system: LocalSystem;
  let api: Api;
  let enrolled: { photo: Buffer; faceId: string };
  let asked: Record<'alone' | 'together' | 'verified' | 'search' | 'forOther' | 'batch' | 'imported', string>;
  let exported: Exported;

  const path = (person: string) => `/v1/galleries/${GALLERY}/people/${person}`;
  const get = (from: string) => api.request('GET', from);
  const bodyOf = <T>({ status, body }: Answer, wanted = 200) => {
    expect([status, body]).toEqual([wanted, expect.anything()]);
    return body as T;
  };
  const finished = (location: string) =>
    eventually(
      async () => (await get(location)).body as { status: string },
      ({ status }) => status === 'finished',
      PATIENCE_MS,
    );

  async function exportOf(person: string): Promise<Exported> {
    const { adminKey, url } = await system.local();
    const response = await fetch(`${url}${path(person)}/export`, {
      headers: { Authorization: `Bearer ${adminKey}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
    const files = await filesIn(Buffer.from(await response.arrayBuffer()));
    const json = (name: string) => JSON.parse(String(files.get(name))) as Record<string, unknown>;
    const below = (folder: string) =>
      [...files.keys()].filter((name) => name.startsWith(folder) && name.endsWith('.json')).map(json);
    return { files, json, below };
  }

  async function storedEmbedding(faceId: string): Promise<number[]> {
    const { awsEndpoint, buckets } = await system.local();
    const entry = await fetch(`${awsEndpoint}/${buckets.galleries}/galleries/${GALLERY}/entries/${faceId}`);
    const bytes = Buffer.from(((await entry.json()) as { embedding: string }).embedding, 'base64');
    return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
  }

  async function askEverything(): Promise<typeof asked> {
    const beside = async (face: typeof zeb, left: number) => {
      const input = await sharp(await demoPortrait(face, 0))
        .resize(380, 380)
        .toBuffer();
      return { input, left, top: 10 };
    };
    const group = await sharp({ create: { width: 900, height: 400, channels: 3, background: '#888' } })
      .composite([await beside(zeb, 20), await beside(bob, 480)])
      .jpeg()
      .toBuffer();
    const search = async (faceId: string) =>
      bodyOf<{ id: string }>(await sendJson(api, 'POST', '/v1/searches', { gallery: GALLERY, faceId })).id;
    const { faces: others } = bodyOf<{ faces: { id: string }[] }>(await get(path(OTHER_ID)));
    const form = new FormData();
    form.append('image', new Blob([new Uint8Array(await demoPortrait(zeb, 4))]), BATCH_FILE);
    form.append('image', new Blob([new Uint8Array(await demoPortrait(bob, 4))]), `${OTHER_NAME}.jpg`);
    form.append('gallery', GALLERY);
    const batch = bodyOf<{ id: string; location: string }>(
      await api.request('POST', '/v1/batches', { body: form }),
      202,
    );
    await finished(batch.location);
    const archive = await tarOf([
      { path: `${ID}/${FILE}`, bytes: await demoPortrait(zeb, 5) },
      { path: `${OTHER_ID}/1.jpg`, bytes: await demoPortrait(bob, 5) },
    ]);
    const imported = bodyOf<{ id: string; location: string }>(
      await api.request('POST', `/v1/galleries/${GALLERY}/imports`, {
        body: new Uint8Array(archive),
        headers: { 'Content-Type': 'application/x-tar' },
      }),
      202,
    );
    await finished(imported.location);
    const together = await api.upload('/v1/recognitions', group, {
      fields: { gallery: GALLERY, maxCandidates: '5' },
    });
    expect((together.body as RecognitionSucceeded).people.map((one) => one.person.id).sort()).toEqual([
      ...[OTHER_ID, ID],
    ]);
    await api.recognise(await demoPortrait(bob, 2), GALLERY); // and of this nothing is to be found
    return {
      alone: (await api.recognise(await demoPortrait(zeb, 1), GALLERY)).id,
      together: (together.body as RecognitionSucceeded).id,
      verified: bodyOf<{ id: string }>(
        await api.upload('/v1/verifications', await demoPortrait(zeb, 2), {
          fields: { gallery: GALLERY, personId: ID },
        }),
      ).id,
      search: await search(enrolled.faceId),
      forOther: await search(others[0]!.id),
      batch: batch.id,
      imported: imported.id,
    };
  }

  beforeAll(async () => {
    system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
    api = await system.api();
    const photo = uniqueJpeg(await demoPortrait(zeb, 0), 'enrolled');
    const { faceId } = await api.enrol(ID, photo, NAME, GALLERY);
    enrolled = { photo, faceId };
    await api.enrol(OTHER_ID, await demoPortrait(bob, 0), OTHER_NAME, GALLERY);
    bodyOf(await sendJson(api, 'PATCH', path(ID), { metadata: { motto: 'onwards' } }));
    asked = await askEverything();
    exported = await exportOf(ID);
  });
  afterAll(() => system?.stop());

  it('are name, metadata and faces with their embeddings, and the photographs byte for byte', async () => {
    const person = exported.json('person.json');
    expect(person).toMatchObject({
      ...{ format: 'facefleet-person', version: 1, gallery: GALLERY, id: ID, name: NAME },
      metadata: { motto: 'onwards' },
    });
    const [first, second, ...more] = person.faces as Record<string, unknown>[];
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      id: enrolled.faceId,
      imageSha256: createHash('sha256').update(enrolled.photo).digest('hex'),
      quality: { sharpness: expect.any(Number) as number },
      embeddings: [{ model: 'dlib-resnet-flip' }],
    });
    const [{ values }] = first!.embeddings as [{ values: number[] }];
    expect(values).toEqual(await storedEmbedding(enrolled.faceId));
    expect(exported.files.get(`photographs/${enrolled.faceId}.jpg`)).toEqual(enrolled.photo);
    expect(exported.files.has(`photographs/${second!.id as string}.jpg`)).toBe(true);
  });

  it('are the results of the enrolments and the lines of imports', () => {
    expect(exported.json(`enrolments/${enrolled.faceId}.json`)).toMatchObject({ personId: ID, name: NAME });
    expect(exported.below('enrolments/')).toHaveLength(2);
    expect(exported.below('imports/')).toMatchObject([
      { import: asked.imported, index: 0, personId: ID, name: `${ID}/${FILE}` },
    ]);
  });

  it('are all answers in which they are, with id and time, also those of batches', () => {
    const recognitions = exported.below('answers/recognition/');
    expect(recognitions).toHaveLength(3);
    for (const one of recognitions) {
      for (const at of [one.askedAt, one.finishedAt]) expect(Date.parse(String(at))).not.toBeNaN();
      expect(one.people).toMatchObject([{ person: { id: ID } }]);
      const faces = one.faces as { person?: object }[];
      expect(faces.filter(({ person }) => person)).toMatchObject([{ person: { id: ID, name: NAME } }]);
    }
    const together = exported.json(`answers/recognition/${asked.together}.json`);
    const others = (together.faces as object[]).filter((face) => !('person' in face));
    expect(others.map((face) => Object.keys(face).sort())).toEqual([['face', 'nearest']]); // no box, no landmarks
    expect(recognitions.map(({ id }) => id)).toEqual(expect.arrayContaining([asked.alone, asked.together]));
    expect(recognitions.flatMap(({ batch }) => batch ?? [])).toEqual([
      { id: asked.batch, index: 0, name: BATCH_FILE },
    ]);
    expect(exported.below('answers/verification/')).toMatchObject([
      { id: asked.verified, verified: true, person: { id: ID } },
    ]);
    expect(
      exported
        .below('answers/search/')
        .map(({ id }) => id)
        .sort(),
    ).toEqual([asked.search, asked.forOther].sort());
  });

  it('are the records of the audit log, this export among them', () => {
    const lines = String(exported.files.get('audit/000001.jsonl')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { operation: string; people: string[] });
    expect(records[0]).toMatchObject({ operation: 'exportPerson', kind: 'act', phase: 'begun' });
    const operations = records.map(({ operation }) => operation);
    for (const operation of ['enrol', 'updatePerson', 'recognise', 'verify'])
      expect(operations).toContain(operation);
    for (const { people } of records) expect(people).toEqual([ID]);
  });

  it('is nothing of anybody else who was in the same pictures and answers', () => {
    for (const [name, bytes] of exported.files)
      for (const text of [OTHER_ID, OTHER_NAME]) expect([name, bytes.includes(text)]).toEqual([name, false]);
  });

  it('is told to administrators only, and of nobody who is not there', async () => {
    const key = await newKey(api, { scopes: ['enrol', 'recognize'] });
    const codes = async (from: Api, where: string) => {
      const { status, body } = await from.request('GET', `${where}/export`);
      return [status, (body as { code: string }).code];
    };
    expect(await codes(key.api, path(ID))).toEqual([403, 'scope-missing']);
    expect(await codes(api, path('nobody'))).toEqual([404, 'person-not-found']);
    expect(await codes(api, '/v1/galleries/nowhere/people/zeb')).toEqual([404, 'gallery-not-found']);
  });

  it('is gone once they were removed', async () => {
    bodyOf(await api.request('DELETE', path(ID)));
    expect((await get(`${path(ID)}/export`)).status).toBe(404);
    const left = await exportOf(OTHER_ID);
    for (const [name, bytes] of left.files) expect([name, bytes.includes(NAME)]).toEqual([name, false]);
    expect(left.below('answers/recognition/')).toHaveLength(3);
  });
});
