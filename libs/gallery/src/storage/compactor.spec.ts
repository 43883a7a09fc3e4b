import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GalleryView } from '../gallery-view';
import { enrolment, idOf, MemoryStore, processOn, removal } from '../memory-store.fixture';
import { GalleryState } from '../state/gallery-state';
import { segmentOf } from './segment';

const MANY = 300;

async function filledStore(count = MANY) {
  const store = new MemoryStore();
  const { log } = processOn(store);
  for (let n = 1; n <= count; n++) await log.append('g', enrolment(n, `person-${n % 7}`));
  return store;
}

const facesOf = (view: GalleryView): string[] =>
  [...view.state.enrolledFaces()].map(({ faceId }) => faceId).sort();

beforeAll(() => Logger.overrideLogger(false));

describe('compaction', () => {
  it('folds single entries into one object, and neither the content nor the version changes', async () => {
    const store = await filledStore();
    const { compactor, view } = processOn(store);
    const [before, after] = [view(), view()];
    await before.refresh();
    expect(compactor.isDue(before)).toBe(true);
    const version = before.version;
    await compactor.compact(before);
    expect([...store.objects.keys()]).toEqual([expect.stringMatching(/^galleries\/g\/segments\//)]);
    await after.refresh();
    for (const seen of [before, after]) {
      expect(seen.version).toBe(version);
      expect(seen.state.faceCount).toBe(MANY);
      const nearest = seen.state.spaces?.find('m')?.nearest(Float32Array.of(1, 0), 1)[0];
      expect(nearest?.face.faceId).toBe(idOf(MANY));
    }
  });

  it('leaves one object, however many do it at once', async () => {
    const store = await filledStore();
    const objects: string[] = [];
    store.before = (operation, key) => {
      if (operation === 'put') objects.push(key);
    };
    const all = Array.from({ length: 4 }, () => processOn(store));
    await Promise.all(all.map(({ compactor, view }) => compactor.compact(view())));
    expect(objects).toHaveLength(4);
    expect([...store.objects.keys()]).toEqual([objects[0]]);
    expect(new Set(objects).size).toBe(1);
  });

  it('loses nothing when it dies at any moment, and the next one tidies up', async () => {
    const whole = await filledStore();
    const moments = await countAccesses(whole);
    for (let moment = 0; moment < moments; moment += 37) {
      const store = await filledStore();
      const { compactor, view } = processOn(store);
      let accesses = 0;
      store.before = () => {
        if (accesses++ >= moment) throw new Error('killed');
      };
      await compactor.compact(view()).catch(() => undefined);
      store.before = () => undefined;
      const seen = view();
      await seen.refresh();
      expect(facesOf(seen).length).toBe(MANY);
      await compactor.compact(seen);
      const again = view();
      await again.refresh();
      expect(facesOf(again).length).toBe(MANY);
    }
  });

  it('leaves no trace of a face that was removed while it ran', async () => {
    const store = await filledStore();
    const { compactor, view, galleries } = processOn(store);
    const seen = view();
    await seen.refresh();
    let removing: Promise<unknown> | undefined;
    store.before = (operation, key) => {
      if (operation !== 'put' || !key.includes('/segments/') || removing) return;
      removing = (async () => {
        const { faces, person } = await galleries.storedPerson('g', 'person-3');
        await galleries.remove('g', faces, person);
      })();
      return undefined;
    };
    await compactor.compact(seen);
    await removing;
    store.before = () => undefined;
    await compactor.clean(seen);
    for (const bytes of store.objects.values()) expect(bytes.includes('person-3')).toBe(false);
    const fresh = view();
    await fresh.refresh();
    expect([...fresh.state.people.keys()].sort()).not.toContain('person-3');
    expect(fresh.state.people.size).toBe(6);
  });

  it('makes one segment of many small ones', async () => {
    const store = new MemoryStore();
    const { log, compactor, view } = processOn(store);
    let n = 0;
    for (let round = 0; round < 9; round++) {
      const entries = Array.from({ length: 20 }, () => enrolment(++n, 'ada'));
      await log.writeSegment('g', segmentOf(entries));
    }
    const seen = view();
    await compactor.compact(seen);
    expect(seen.stored.segments.length).toBe(1);
    expect(facesOf(seen).length).toBe(n);
  });

  it('shows every reader the same in the end, whatever the order in which entries and compactions come', async () => {
    type Step = { kind: 'enrol' | 'remove' | 'fold' | 'look'; n: number };
    const step = fc.record({
      kind: fc.constantFrom<Step['kind']>('enrol', 'enrol', 'enrol', 'remove', 'fold', 'look'),
      n: fc.nat({ max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.infiniteStream(fc.nat({ max: 3 })),
        async (steps, pauses) => {
          const store = new MemoryStore();
          store.before = async () => {
            for (let left = pauses.next().value as number; left > 0; left--) await Promise.resolve();
          };
          const { log, compactor, view } = processOn(store);
          const readers = [view(), view()];
          const expected = new GalleryState();
          const running: Promise<unknown>[] = [];
          for (const { kind, n } of steps) {
            const reader = readers[n % 2] as GalleryView;
            if (kind === 'enrol' || kind === 'remove') {
              const entry = kind === 'enrol' ? enrolment(n, `person-${n % 5}`) : removal(n + 100, n, n + 1);
              expected.add(entry);
              running.push(log.append('g', entry));
            } else if (kind === 'look') running.push(reader.refresh());
            else running.push(foldAll(compactor, reader));
          }
          await Promise.all(running);
          for (const seen of [...readers, view()]) {
            await seen.refresh();
            expect(facesOf(seen)).toEqual([...expected.enrolledFaces()].map(({ faceId }) => faceId).sort());
          }
          expect(readers[0]?.version).toBe(readers[1]?.version);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** As a compaction, however few entries there are. */
async function foldAll(
  compactor: ReturnType<typeof processOn>['compactor'],
  view: GalleryView,
): Promise<void> {
  await view.refresh();
  await compactor.fold(view, view.stored.segments, view.stored.entries);
}

async function countAccesses(store: MemoryStore): Promise<number> {
  let accesses = 0;
  store.before = () => void accesses++;
  const { compactor, view } = processOn(store);
  await compactor.compact(view());
  return accesses;
}
