import type { ImageStore, ResultStore } from '@facefleet/aws';
import type { EventPublisher, ResultCache } from '@facefleet/cache';
import { type Face, type Galleries, personNotFound } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { ErasureBook } from '@facefleet/privacy';
import type { Announcement, Announcer } from '@facefleet/webhooks';
import { Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LetterErasure } from '../dead-letters/letter-erasure';
import { MemoryObjects } from '../memory-objects.fixture';
import { PeopleErasure } from './people-erasure.service';
import { UntoldRemovals } from './untold-removals';

const face = { faceId: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11', imageKey: 'enrolments/1' } as Face;
const down = new ExpectedError('service-unavailable', 'The queue does not answer.');

let faces: Face[];
let objects: Map<string, string>;
let announced: Announcement[];
/** What fails next. */
let fails: Set<'announce' | 'forget'>;
let erasure: PeopleErasure;
let erasures: MemoryObjects;

function unless(step: 'announce' | 'forget'): Promise<void> {
  return fails.delete(step) ? Promise.reject(down) : Promise.resolve();
}

beforeEach(() => {
  Logger.overrideLogger(false);
  erasures = new MemoryObjects();
  [faces, objects, announced, fails] = [[face], new Map<string, string>(), [], new Set()];
  const store = {
    put: (key: string, body: string) => Promise.resolve(void objects.set(key, body)),
    get: (key: string) => Promise.resolve(objects.has(key) ? Buffer.from(objects.get(key)!) : undefined),
    delete: (keys: string[]) => Promise.resolve(keys.forEach((key) => objects.delete(key))),
    list: () => Promise.resolve([]),
  } as unknown as ResultStore;
  const galleries = {
    storedPerson: () =>
      faces.length > 0
        ? Promise.resolve({ person: undefined, faces })
        : Promise.reject(personNotFound('staff', 'ada')),
    remove: () => {
      faces = [];
      return Promise.resolve({ faces: 1, entries: 2, segments: 3 });
    },
  } as unknown as Galleries;
  const announcer = {
    announce: async (announcement: Announcement) => {
      announced.push(announcement);
      await unless('announce');
    },
  } as unknown as Announcer;
  const cache = { forget: () => unless('forget').then(() => 4) } as unknown as ResultCache;
  const images = {
    get: () => Promise.resolve(Buffer.from('photograph')),
    delete: () => Promise.resolve(),
  } as unknown as ImageStore;
  const events = { publish: () => undefined } as unknown as EventPublisher;
  const untold = new UntoldRemovals(store);
  const clock = { nowMs: () => 0 };
  const letters = { erase: () => Promise.resolve() } as unknown as LetterErasure;
  const book = new ErasureBook(erasures.asStore, clock);
  erasure = new PeopleErasure(
    galleries,
    images,
    store,
    cache,
    events,
    book,
    untold,
    announcer,
    clock,
    letters,
  );
});

describe('PeopleErasure', () => {
  it('tells webhooks of a removal, and leaves no note of it', async () => {
    const receipt = await erasure.person('staff', 'ada');
    expect(announced).toMatchObject([{ type: 'person.removed', subject: 'staff/ada', data: receipt }]);
    expect([...objects.keys()]).toEqual([]);
  });

  it('notes what is to be looked for everywhere, by the faces and by the hashes of their photographs', async () => {
    const { erasure: started } = await erasure.person('staff', 'ada');
    const pending = erasures.objects.get(`erasures/pending/${started?.id}`);
    expect(JSON.parse(pending ?? '')).toMatchObject({
      ...{ gallery: 'staff', personId: 'ada', faceIds: [face.faceId], isRemoved: true },
      imageSha256s: [createHash('sha256').update('photograph').digest('hex')],
    });
    expect(erasures.keys.filter((key) => key.startsWith('erasures/gone/staff/'))).toHaveLength(1);
  });

  it('tells webhooks when it is asked again after telling failed, of the same event, and answers with the receipt', async () => {
    fails.add('announce');
    await expect(erasure.person('staff', 'ada')).rejects.toBe(down);
    const receipt = await erasure.person('staff', 'ada');
    expect(receipt).toMatchObject({ removedFaces: 1, removedEntries: 2, droppedAnswers: 4 });
    expect(announced).toHaveLength(2);
    expect(announced[1]).toEqual(announced[0]);
    await expect(erasure.person('staff', 'ada')).rejects.toMatchObject({ code: 'person-not-found' });
    expect([...objects.keys()]).toEqual([]);
  });

  it('tells webhooks when it is asked again after it failed at the very end', async () => {
    fails.add('forget');
    await expect(erasure.person('staff', 'ada')).rejects.toBe(down);
    expect(await erasure.person('staff', 'ada')).toMatchObject({ personId: 'ada', removedFaces: 1 });
    expect(announced).toHaveLength(1);
  });

  it('tells of two removals where somebody was enrolled again before the first was told', async () => {
    fails.add('announce');
    await expect(erasure.person('staff', 'ada')).rejects.toBe(down);
    faces = [face];
    await erasure.person('staff', 'ada');
    expect(new Set(announced.map(({ id }) => id)).size).toBe(2);
    expect([...objects.keys()]).toEqual([]);
  });
});
