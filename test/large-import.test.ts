import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { numbersFrom } from './bench/gallery/seeded-numbers';
import type { Api } from './support/api';
import { type ArchivedFile, tarOf } from './support/archives';
import { DEMO_FACES, type DemoFace, demoPortrait } from './support/demo-faces';
import { hasSharedFaces, peopleIn, readPhoto, SHARED_FACES } from './support/photos';
import { childrenOf, eventually, LocalSystem } from './support/system';

interface Import {
  status: string;
  location: string;
  total: number | null;
  succeeded: number;
  rejected: number;
  failed: number;
  skipped: number;
}

interface Item {
  index: number;
  name: string;
  status: string;
  faceId: string | null;
}

/** More than a page of a job's manifest. */
const VARIATIONS = 2_000;
const PATIENCE_MS = 900_000;

let system: LocalSystem;
let api: Api;

beforeAll(async () => {
  system = await LocalSystem.start({ FACEFLEET_MODELS: 'builtin' });
  api = await system.api();
});
afterAll(() => system.stop());

/** A demo person in another light, a little turned, cut and compressed in another way each time. */
async function variation(face: DemoFace, index: number): Promise<Buffer> {
  const { uniform } = numbersFrom(5, index);
  const portrait = sharp(await demoPortrait(face, index % 7)).rotate(uniform() * 12 - 6, {
    background: '#777',
  });
  return portrait
    .modulate({ brightness: 0.85 + uniform() * 0.3 })
    .resize(160 + Math.floor(uniform() * 120))
    .jpeg({ quality: 70 + Math.floor(uniform() * 25) })
    .toBuffer();
}

/** Kills every recognizer whenever another part of the images is done, and once before the first. */
async function importThroughKills(gallery: string, files: ArchivedFile[]): Promise<Import> {
  const answer = await api.request('POST', `/v1/galleries/${gallery}/imports`, {
    body: new Uint8Array(await tarOf(files)),
    headers: { 'Content-Type': 'application/x-tar' },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const { location } = answer.body as Import;
  const until = (satisfies: (now: Import) => boolean) =>
    eventually(async () => (await api.request('GET', location)).body as Import, satisfies, PATIENCE_MS);
  const { pids } = await system.local();
  for (const share of [0, 0.25, 0.5]) {
    const recognizers = await eventually(
      () => childrenOf(pids.scaler),
      (found) => found.length > 0,
      PATIENCE_MS,
    );
    await until(({ succeeded, failed }) => succeeded + failed >= share * files.length);
    for (const recognizer of recognizers) {
      try {
        process.kill(recognizer, 'SIGKILL');
      } catch {
        // the scaler was faster
      }
    }
  }
  return until(({ status }) => status === 'finished');
}

/** Every image has one outcome, every one that succeeded one face, and nobody has any more. */
async function expectExactlyOnce(gallery: string, files: ArchivedFile[], ended: Import): Promise<void> {
  expect(ended).toMatchObject({ total: files.length, rejected: 0, skipped: 0 });
  expect(ended.succeeded + ended.failed).toBe(files.length);
  const items: Item[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const answer = await api.request('GET', `${ended.location}/items?limit=1000&cursor=${cursor}`);
    const page = answer.body as { items: Item[]; nextCursor: string | null };
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(items.map(({ name }) => name)).toEqual(files.map(({ path }) => path));
  const enrolled = items.filter(({ status }) => status === 'succeeded');
  expect(new Set(enrolled.map(({ faceId }) => faceId)).size).toBe(ended.succeeded);
  const expected: Record<string, number> = {};
  for (const { name } of enrolled) {
    const person = name.split('/')[0] as string;
    expected[person] = (expected[person] ?? 0) + 1;
  }
  const { people } = (await api.request('GET', `/v1/galleries/${gallery}/people?limit=100`)).body as {
    people: { id: string; faces: number }[];
  };
  expect(Object.fromEntries(people.map(({ id, faces }) => [id, faces]))).toEqual(expected);
}

it(
  'of 2,000 photographs whose recognizers are killed three times, each is enrolled exactly once',
  async () => {
    const files: ArchivedFile[] = [];
    for (let index = 0; index < VARIATIONS; index++) {
      const face = DEMO_FACES[index % DEMO_FACES.length] as DemoFace;
      files.push({ path: `${face.person}/${index}.jpg`, bytes: await variation(face, index) });
    }
    const ended = await importThroughKills('variations', files);
    await expectExactlyOnce('variations', files, ended);
    expect(ended.succeeded).toBeGreaterThan(0.9 * VARIATIONS);
  },
  2 * PATIENCE_MS,
);

const portraits =
  'of 100 photographs of 10 people, each is enrolled exactly once though recognizers are killed';
it.skipIf(!hasSharedFaces)(
  hasSharedFaces ? portraits : `${portraits} (the photographs are not on this machine)`,
  async () => {
    const files: ArchivedFile[] = [];
    for (const { person, photos } of await peopleIn(join(SHARED_FACES, 'lfw100'))) {
      for (const [index, photo] of photos.entries())
        files.push({ path: `${person}/${index}.jpg`, bytes: await readPhoto(photo) });
    }
    expect(files).toHaveLength(100);
    const ended = await importThroughKills('lfw', files);
    await expectExactlyOnce('lfw', files, ended);
    expect(ended.succeeded).toBeGreaterThan(95);
  },
  PATIENCE_MS,
);
