import { beforeEach, describe, expect, it } from 'vitest';
import { segmentName, startOfSegment } from './decision-key';
import { DecisionStore } from './decision-store';
import { MemoryStore } from './memory-store.fixture';

const AT = Date.UTC(2026, 10, 23, 12, 0, 0, 7);
const DAY_MS = 24 * 3_600_000;
let objects: MemoryStore;
let store: DecisionStore;

beforeEach(() => {
  objects = new MemoryStore();
  store = new DecisionStore(objects);
});

describe('DecisionStore', () => {
  it('gives lines back as they were, small on the way', async () => {
    const lines = Array.from({ length: 100 }, (_, seq) =>
      JSON.stringify({ seq, x: 0.1 + 0.2, name: 'größer' }),
    );
    const segment = segmentName(AT, 'scaler-1');
    await store.write(segment, lines);
    expect([...objects.objects.keys()]).toEqual([
      'fleet/decisions/2026-11-23/2026-11-23T120000.007Z-scaler-1.jsonl.gz',
    ]);
    expect((await objects.size([...objects.objects.keys()][0]!))!).toBeLessThan(1_500);
    expect(await store.read(segment)).toEqual(lines);
    expect(await store.read(segmentName(AT, 'another'))).toEqual([]);
    expect(startOfSegment(segment)).toBe(AT);
    expect(startOfSegment('segment')).toBeUndefined();
  });

  it('lists by day, oldest first, and leaves out what is none of its own', async () => {
    for (const atMs of [AT + 1000, AT, AT - DAY_MS]) await store.write(segmentName(atMs, 's'), ['{}']);
    await objects.put('fleet/decisions/2026-11-23/notes.txt', 'x');
    expect(await store.days()).toEqual(['2026-11-22', '2026-11-23']);
    expect(await store.segments('2026-11-23')).toEqual([AT, AT + 1000].map((atMs) => segmentName(atMs, 's')));
  });

  it('removes the days that are over', async () => {
    for (let day = 0; day < 5; day++) await store.write(segmentName(AT - day * DAY_MS, 's'), ['{}']);
    await store.removeBefore(AT - 2 * DAY_MS);
    expect(await store.days()).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  });
});
