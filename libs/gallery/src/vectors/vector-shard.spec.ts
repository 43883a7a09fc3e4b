import fc from 'fast-check';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { similarity } from '../similarity';
import { decodeHalves, encodeHalves } from './half-float';
import type { VectorKind } from './vector-kind';
import { VectorShard } from './vector-shard';

// Graphs take their time to build where others have the processor too.
vi.setConfig({ testTimeout: 30_000 });

const COSINE: VectorKind = { dimensions: 16, distance: 'cosine' };
const EUCLIDEAN: VectorKind = { dimensions: 7, distance: 'euclidean' };

/** Numbers that look random, the same ones in each run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

function vectorsOf({ dimensions, distance }: VectorKind, count: number, seed = 1): Float32Array[] {
  const next = noise(seed);
  return Array.from({ length: count }, () => {
    const values = Float32Array.from({ length: dimensions }, () => next() + next() + next());
    const length = distance === 'cosine' ? Math.hypot(...values) : 1;
    return values.map((value) => value / length);
  });
}

/** The truth: every row compared, all of them sorted. */
class NaiveRows {
  readonly rows = new Map<number, Float32Array>();

  constructor(private readonly kind: VectorKind) {}

  set(row: number, vector: Float32Array): void {
    this.rows.set(row, decodeHalves(encodeHalves(vector)));
  }

  nearest(probe: Float32Array, count: number): number[] {
    if (count === 1) return this.nearestOne(probe);
    return [...this.rows]
      .map(([row, vector]) => ({ row, similarity: similarity(probe, vector, this.kind.distance) }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, count)
      .map(({ row }) => row);
  }

  private nearestOne(probe: Float32Array): number[] {
    let nearest: number[] = [];
    let highest = -Infinity;
    for (const [row, vector] of this.rows) {
      const value = similarity(probe, vector, this.kind.distance);
      if (value > highest) {
        highest = value;
        nearest = [row];
      }
    }
    return nearest;
  }
}

function filled(kind: VectorKind, vectors: Float32Array[]): { shard: VectorShard; naive: NaiveRows } {
  const shard = new VectorShard(kind);
  const naive = new NaiveRows(kind);
  for (const vector of vectors) naive.set(shard.add(vector), vector);
  return { shard, naive };
}

const rowsOf = (found: { row: number }[]) => found.map(({ row }) => row);

/** Share of probes whose very nearest row is found first. */
function recall(shard: VectorShard, naive: NaiveRows, probes: Float32Array[]): number {
  const right = probes.filter((probe) => shard.nearest(probe, 1)[0]?.row === naive.nearest(probe, 1)[0]);
  return right.length / probes.length;
}

describe.each([COSINE, EUCLIDEAN])('a shard by $distance distance', (kind) => {
  it('finds the rows that a comparison with each of them finds, and says how similar they are', () => {
    const vectors = vectorsOf(kind, 700);
    const { shard, naive } = filled(kind, vectors);
    for (const probe of vectorsOf(kind, 20, 2)) {
      const found = shard.nearest(probe, 5);
      expect(rowsOf(found)).toEqual(naive.nearest(probe, 5));
      for (const { row, similarity: value } of found)
        expect(value).toBeCloseTo(similarity(probe, shard.vector(row), kind.distance), 12);
    }
  });

  it('says the same similarities with a graph as without', async () => {
    const { shard } = filled(kind, vectorsOf(kind, 600));
    const probe = vectorsOf(kind, 1, 2)[0] as Float32Array;
    const before = shard.nearest(probe, 10);
    await shard.buildGraph();
    expect(shard.hasGraph).toBe(true);
    expect(shard.nearest(probe, 10)).toEqual(before);
    expect(shard.nearest(probe, 600)).toHaveLength(600);
  });

  it('finds the very nearest of some thousand rows by the graph in at least 98 of 100 searches', async () => {
    const { shard, naive } = filled(kind, vectorsOf(kind, 2000));
    await shard.buildGraph();
    expect(shard.waiting).toBe(0);
    expect(recall(shard, naive, vectorsOf(kind, 100, 2))).toBeGreaterThanOrEqual(0.98);
  });
});

it('keeps what half floats can hold of a vector', () => {
  const shard = new VectorShard(EUCLIDEAN);
  const vector = Float32Array.of(0.1, -2.5, 0, 1e-5, 3, -0.75, 1 / 3);
  const row = shard.add(vector);
  expect(shard.halves(row)).toEqual(encodeHalves(vector));
  expect(shard.vector(row)).toEqual(decodeHalves(encodeHalves(vector)));
});

it('takes many stored rows at once and gives them numbers in a row', () => {
  const vectors = vectorsOf(COSINE, 300);
  const { shard } = filled(COSINE, vectors.slice(0, 3));
  shard.delete(1);
  const stored = Uint16Array.from(vectors.slice(3).flatMap((vector) => [...encodeHalves(vector)]));
  expect(shard.addHalves(stored)).toBe(3);
  expect(shard.size).toBe(299);
  for (const row of [3, 255, 256, 299])
    expect(shard.halves(row)).toEqual(encodeHalves(vectors[row] as Float32Array));
});

it('is searched in vain while it is empty', async () => {
  const shard = new VectorShard(COSINE);
  const probe = vectorsOf(COSINE, 1)[0] as Float32Array;
  expect(shard.nearest(probe, 3)).toEqual([]);
  await shard.buildGraph();
  expect(shard.hasGraph).toBe(false);
  await expect(shard.saveGraph()).rejects.toThrow('no graph');
  expect([shard.size, shard.bytes, shard.addHalves(new Uint16Array(0))]).toEqual([0, 0, 0]);

  shard.delete(shard.add(probe));
  expect(shard.nearest(probe, 3)).toEqual([]);
});

it('refuses vectors of other dimensions, values that are not finite and rows that are not there', () => {
  const { shard } = filled(COSINE, vectorsOf(COSINE, 1));
  expect(() => shard.add(new Float32Array(15))).toThrow('15 dimensions');
  expect(() => shard.nearest(new Float32Array(17), 1)).toThrow('17 dimensions');
  expect(() => shard.addHalves(new Uint16Array(17))).toThrow('no whole number of vectors');
  expect(() => shard.add(new Float32Array(16).fill(NaN))).toThrow(RangeError);
  expect(() => shard.addHalves(new Uint16Array(16).fill(0x7c00))).toThrow(RangeError);
  shard.delete(0);
  for (const row of [0, 1, 300, -1]) {
    expect(() => shard.delete(row)).toThrow(`no row ${row}`);
    expect(() => shard.vector(row)).toThrow(`no row ${row}`);
  }
  expect(shard.size).toBe(0);
});

it('names nobody for a probe that is no number', async () => {
  const { shard } = filled(COSINE, vectorsOf(COSINE, 300));
  const probe = new Float32Array(16).fill(NaN);
  expect(shard.nearest(probe, 3)).toEqual([]);
  await shard.buildGraph();
  expect(shard.nearest(probe, 3)).toEqual([]);
});

it('never finds deleted rows again, and finds used-again rows where their new vectors are', async () => {
  const vectors = vectorsOf(COSINE, 900);
  const { shard, naive } = filled(COSINE, vectors);
  await shard.buildGraph();
  for (let row = 0; row < 900; row += 3) {
    shard.delete(row);
    naive.rows.delete(row);
  }
  for (let row = 0; row < 900; row += 30) {
    const found = rowsOf(shard.nearest(vectors[row] as Float32Array, 5));
    expect(found).toEqual(naive.nearest(vectors[row] as Float32Array, 5));
  }
  const fresh = vectorsOf(COSINE, 300, 9);
  for (const vector of fresh) naive.set(shard.add(vector), vector);
  expect(Math.max(...naive.rows.keys())).toBe(899);
  expect(shard.waiting).toBe(300);
  expect(recall(shard, naive, fresh.slice(0, 100))).toBe(1);

  await shard.buildGraph();
  expect(shard.waiting).toBe(0);
  expect(recall(shard, naive, [...fresh.slice(0, 100), ...vectors.slice(0, 100)])).toBeGreaterThanOrEqual(
    0.98,
  );
});

it('still finds what is left after nearly all rows were deleted', async () => {
  const vectors = vectorsOf(COSINE, 1200);
  const { shard, naive } = filled(COSINE, vectors);
  await shard.buildGraph();
  for (let row = 0; row < 1200; row++) {
    if (row % 100 === 7) continue;
    shard.delete(row);
    naive.rows.delete(row);
  }
  for (const probe of vectors.slice(0, 50)) {
    expect(rowsOf(shard.nearest(probe, 12))).toEqual(naive.nearest(probe, 12));
    expect(rowsOf(shard.nearest(probe, 100))).toHaveLength(12);
  }
});

it('is right at every moment while rows come and go during the building of its graph', async () => {
  const vectors = vectorsOf(COSINE, 2500);
  const { shard, naive } = filled(COSINE, vectors);
  const building = shard.buildGraph();
  const comers = vectorsOf(COSINE, 60, 5);
  let turns = 0;
  while (!shard.hasGraph) {
    const gone = [...naive.rows.keys()][(turns * 37) % naive.rows.size] as number;
    shard.delete(gone);
    naive.rows.delete(gone);
    const comer = comers[turns++ % comers.length] as Float32Array;
    naive.set(shard.add(comer), comer);
    if (!shard.hasGraph) expect(shard.nearest(comer, 1)[0]?.similarity).toBeCloseTo(1, 2);
    await new Promise(setImmediate);
  }
  await building;
  expect(turns).toBeGreaterThan(0);
  expect([shard.size, shard.waiting]).toEqual([2500, 0]);
  expect(recall(shard, naive, vectors.slice(0, 100))).toBeGreaterThanOrEqual(0.98);
});

it('stops building when it is told to, stays exact, and goes on later', async () => {
  const vectors = vectorsOf(COSINE, 2500);
  const { shard, naive } = filled(COSINE, vectors);
  const stop = new AbortController();
  const building = shard.buildGraph(stop.signal);
  stop.abort(new Error('No time'));
  await expect(building).rejects.toThrow('No time');
  expect(shard.hasGraph).toBe(false);
  expect(recall(shard, naive, vectors.slice(0, 50))).toBe(1);
  await shard.buildGraph();
  expect(shard.hasGraph).toBe(true);
});

describe('a saved graph', () => {
  async function savedOf(count: number) {
    const vectors = vectorsOf(COSINE, count);
    const { shard, naive } = filled(COSINE, vectors);
    await shard.buildGraph();
    return { vectors, shard, naive, bytes: await shard.saveGraph() };
  }

  it('gives the same answers in another shard, and leaves no file behind', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'facefleet-spec-'));
    vi.stubEnv('TMPDIR', scratch);
    const { vectors, shard, bytes } = await savedOf(1000);
    const { shard: other } = filled(COSINE, vectors);
    await other.loadGraph(bytes);
    expect([other.hasGraph, other.waiting, other.bytes]).toEqual([true, 0, shard.bytes]);
    for (const probe of vectorsOf(COSINE, 50, 2))
      expect(other.nearest(probe, 9)).toEqual(shard.nearest(probe, 9));
    expect(await readdir(scratch)).toEqual([]);
    vi.unstubAllEnvs();
    await rm(scratch, { recursive: true });
  });

  it('serves a shard that has lost and won rows since', async () => {
    const { vectors, naive, bytes } = await savedOf(1000);
    const { shard: other } = filled(COSINE, vectors);
    for (let row = 0; row < 1000; row += 5) {
      other.delete(row);
      naive.rows.delete(row);
    }
    const comers = vectorsOf(COSINE, 250, 6);
    for (const vector of comers) naive.set(other.add(vector), vector);
    for (let row = 1; row < 1000; row += 100) {
      other.delete(row);
      naive.rows.delete(row);
    }
    await other.loadGraph(bytes);
    expect(recall(other, naive, [...vectors.slice(0, 100), ...comers.slice(0, 100)])).toBeGreaterThanOrEqual(
      0.98,
    );
    await other.buildGraph();
    expect(recall(other, naive, [...vectors.slice(0, 100), ...comers.slice(0, 100)])).toBeGreaterThanOrEqual(
      0.98,
    );
  });

  it('is refused where it is damaged, cut off or of another kind', async () => {
    const { bytes } = await savedOf(20);
    const shard = new VectorShard(COSINE);
    for (const at of [0, 40, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 1;
      await expect(shard.loadGraph(damaged)).rejects.toThrow('damaged');
    }
    await expect(shard.loadGraph(bytes.subarray(0, 500))).rejects.toThrow('damaged');
    await expect(shard.loadGraph(Buffer.alloc(0))).rejects.toThrow('damaged');
    await expect(new VectorShard(EUCLIDEAN).loadGraph(bytes)).rejects.toThrow('7 dimensions');
    expect(shard.hasGraph).toBe(false);
  });
});

it('agrees with a plain list of vectors whatever is added, deleted and searched in whatever order', async () => {
  const pool = vectorsOf(COSINE, 40);
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('add' as const), which: fc.nat(39) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), which: fc.nat() }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('nearest' as const), which: fc.nat(39) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('build' as const), which: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const), which: fc.constant(0) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const shard = new VectorShard(COSINE);
      const naive = new NaiveRows(COSINE);
      for (const { kind, which } of steps) {
        if (kind === 'add') {
          const vector = pool[which] as Float32Array;
          const row = shard.add(vector);
          expect(naive.rows.has(row)).toBe(false);
          naive.set(row, vector);
        } else if (kind === 'delete' && naive.rows.size > 0) {
          const row = [...naive.rows.keys()][which % naive.rows.size] as number;
          shard.delete(row);
          naive.rows.delete(row);
        } else if (kind === 'build') {
          await shard.buildGraph();
        } else if (kind === 'reload' && shard.hasGraph) {
          await shard.loadGraph(await shard.saveGraph());
        } else if (kind === 'nearest') {
          const probe = pool[which] as Float32Array;
          const found = shard.nearest(probe, 4);
          expect(new Set(rowsOf(found)).size).toBe(found.length);
          const similarities = naive
            .nearest(probe, 4)
            .map((row) => similarity(probe, naive.rows.get(row) as Float32Array, 'cosine'));
          expect(found.length).toBe(similarities.length);
          found.forEach(({ row, similarity: value }, i) => {
            expect(naive.rows.has(row)).toBe(true);
            expect(value).toBeCloseTo(similarities[i] as number, 12);
          });
        }
      }
      expect(shard.size).toBe(naive.rows.size);
    }),
    { numRuns: 100 },
  );
});
