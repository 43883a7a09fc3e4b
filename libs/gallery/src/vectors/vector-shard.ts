import { setImmediate } from 'node:timers/promises';
import { decodeHalves, encodeHalves, requireFinite } from './half-float';
import { type NearRow, NearestRows } from './nearest-rows';
import { RowGraph } from './row-graph';
import { SIMILARITY_TO_HALVES } from './similarity-to-halves';
import { BUILD_SLICE_MS, MAX_PROPOSALS, SPARE_PROPOSALS } from './tuning';
import type { VectorKind } from './vector-kind';

const BLOCK_ROWS = 256;
/** Rows that usearch links in one call, some milliseconds' work. */
const STEP_ROWS = 8;

/** Waiting: live, and not in the graph. */
enum RowState {
  Dead = 0,
  Waiting = 1,
  Linked = 2,
}

/** Rows lie in blocks, so that a shard grows without copying what it has. */
interface Block {
  halves: Uint16Array;
  states: Uint8Array;
  live: number;
  waiting: number;
}

/**
 * Embeddings of one model, as half floats, by row. Searched row by row, or once there is a graph, among the rows which
 * that proposes and those that it does not hold yet. The similarities are exact either way.
 */
export class VectorShard {
  private readonly blocks: Block[] = [];
  /** Rows that were ever in use: the next new one. */
  private end = 0;
  private readonly free: number[] = [];
  private linked = 0;
  private graph: RowGraph | undefined;
  private graphIsReady = false;

  constructor(private readonly kind: VectorKind) {}

  /** Live rows. */
  get size(): number {
    return this.end - this.free.length;
  }

  /** Live rows that the graph does not hold, which every search goes through. */
  get waiting(): number {
    return this.size - this.linked;
  }

  get hasGraph(): boolean {
    return this.graphIsReady;
  }

  /** Estimate of all memory that it holds, graph included. */
  get bytes(): number {
    const block = BLOCK_ROWS * (this.kind.dimensions * Uint16Array.BYTES_PER_ELEMENT + 1);
    return this.blocks.length * block + (this.graph?.bytes ?? 0);
  }

  /**
   * @returns its row, which may be one that was deleted before
   * @throws Error for a vector of other dimensions, RangeError for one whose values are not finite
   */
  add(vector: Float32Array): number {
    this.requireDimensions(vector.length);
    const halves = encodeHalves(vector);
    const row = this.free.pop() ?? this.newRow();
    this.store(row, halves);
    return row;
  }

  /**
   * Many rows in their stored form, one after the other.
   *
   * @returns the first row; the others follow it
   * @throws Error where that is not a whole number of vectors, RangeError for values that are not finite
   */
  addHalves(rows: Uint16Array): number {
    const { dimensions } = this.kind;
    if (rows.length % dimensions !== 0)
      throw new Error(`${rows.length} values are no whole number of vectors of ${dimensions} dimensions`);
    requireFinite(rows);
    const first = this.end;
    for (let at = 0; at < rows.length; at += dimensions)
      this.store(this.newRow(), rows.subarray(at, at + dimensions));
    return first;
  }

  /** @throws Error where there is no such row */
  delete(row: number): void {
    const { block, place } = this.at(row);
    if (block.states[place] === RowState.Linked) {
      this.graph?.remove([row]);
      this.linked--;
    } else {
      block.waiting--;
    }
    block.states[place] = RowState.Dead;
    block.live--;
    this.halvesAt(block, place).fill(0);
    this.free.push(row);
  }

  /** @throws Error where there is no such row */
  vector(row: number): Float32Array {
    return decodeHalves(this.halves(row));
  }

  /**
   * The stored form, not a copy.
   *
   * @throws Error where there is no such row
   */
  halves(row: number): Uint16Array {
    const { block, place } = this.at(row);
    return this.halvesAt(block, place);
  }

  /**
   * Of the probe to one row, in the scale of `similarity`.
   *
   * @throws Error where there is no such row, or for a probe of other dimensions
   */
  similarity(probe: Float32Array, row: number): number {
    this.requireDimensions(probe.length);
    const { block, place } = this.at(row);
    const { distance, dimensions } = this.kind;
    return SIMILARITY_TO_HALVES[distance](probe, block.halves, place * dimensions);
  }

  /**
   * The rows most similar to the probe, most similar first, in the scale of `similarity`.
   *
   * @throws Error for a probe of other dimensions
   */
  nearest(probe: Float32Array, count: number): NearRow[] {
    this.requireDimensions(probe.length);
    const nearest = new NearestRows(count);
    const proposals = this.proposals(probe, count);
    if (proposals === undefined) {
      this.scan(nearest, probe, false);
    } else {
      for (const row of proposals) nearest.offer(row, this.similarity(probe, row));
      this.scan(nearest, probe, true);
    }
    return nearest.sorted();
  }

  /**
   * Links the waiting rows into the graph, in slices between which the event loop gets its turn. Rows may come and go
   * meanwhile. The first time, searches stay exact until it is through; after an abort the next call goes on from there.
   *
   * @throws the signal's reason once that is aborted
   */
  async buildGraph(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    while (!this.linkForAWhile()) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    this.graphIsReady = this.graph !== undefined;
  }

  /**
   * What `loadGraph` takes, of a shard that has the same vectors in the same rows. It holds shortened forms of them,
   * and of deleted ones until others take their places.
   *
   * @throws Error where no graph was built
   */
  async saveGraph(): Promise<Buffer> {
    if (this.graph === undefined || !this.graphIsReady) throw new Error('There is no graph to save');
    return this.graph.save(() => this.linkedPrints());
  }

  /**
   * In place of building it. Rows that have other vectors than the graph, or that it lacks, wait for `buildGraph`.
   *
   * @throws Error where the bytes are damaged or of vectors of another kind
   */
  async loadGraph(bytes: Uint8Array): Promise<void> {
    const { graph, prints } = await RowGraph.load(this.kind, bytes);
    // From here on in one go: rows that came or went during the reading are judged as they are now.
    const strange: number[] = [];
    let linked = 0;
    for (let row = 0; row < Math.max(this.end, prints.length); row++) {
      const isHeld = (prints[row] ?? 0) !== 0;
      const isLive = this.stateOf(row) !== RowState.Dead;
      const fits = isHeld && isLive && printOf(this.halves(row)) === prints[row];
      if (isHeld && !fits) strange.push(row);
      if (isLive) this.setLinked(row, fits);
      if (fits) linked++;
    }
    graph.remove(strange);
    this.linked = linked;
    this.graph = graph;
    this.graphIsReady = true;
  }

  /** @returns undefined where they would be fewer than can be had, and only a scan of all rows helps */
  private proposals(probe: Float32Array, count: number): number[] | undefined {
    if (this.graph === undefined || !this.graphIsReady || count > MAX_PROPOSALS / 2) return undefined;
    if (this.linked === 0) return [];
    const wanted = 2 * count + SPARE_PROPOSALS[this.kind.distance];
    const rows = this.graph.nearest(probe, Math.min(MAX_PROPOSALS, wanted));
    const live = rows.filter((row) => this.stateOf(row) === RowState.Linked);
    return live.length >= Math.min(count, this.linked) ? live : undefined;
  }

  private scan(nearest: NearestRows, probe: Float32Array, waitingOnly: boolean): void {
    const { distance, dimensions } = this.kind;
    const similarity = SIMILARITY_TO_HALVES[distance];
    for (const [index, { halves, states, live, waiting }] of this.blocks.entries()) {
      if ((waitingOnly ? waiting : live) === 0) continue;
      for (let place = 0; place < BLOCK_ROWS; place++) {
        const state = states[place];
        if (state === RowState.Dead || (waitingOnly && state === RowState.Linked)) continue;
        nearest.offer(index * BLOCK_ROWS + place, similarity(probe, halves, place * dimensions));
      }
    }
  }

  /** @returns whether all rows are linked now */
  private linkForAWhile(): boolean {
    const endMs = performance.now() + BUILD_SLICE_MS;
    while (this.waiting > 0 && performance.now() < endMs) this.linkSome();
    return this.waiting === 0;
  }

  private linkSome(): void {
    const rows = this.someWaiting(STEP_ROWS);
    const { dimensions } = this.kind;
    const vectors = new Float32Array(rows.length * dimensions);
    rows.forEach((row, i) => vectors.set(this.vector(row), i * dimensions));
    this.graph ??= RowGraph.empty(this.kind);
    this.graph.add(rows, vectors);
    for (const row of rows) this.setLinked(row, true);
    this.linked += rows.length;
  }

  private setLinked(row: number, linked: boolean): void {
    const { block, place } = this.at(row);
    const before = block.states[place];
    block.states[place] = linked ? RowState.Linked : RowState.Waiting;
    block.waiting += Number(!linked) - Number(before === RowState.Waiting);
  }

  private linkedPrints(): Uint32Array {
    return Uint32Array.from({ length: this.end }, (_, row) =>
      this.stateOf(row) === RowState.Linked ? printOf(this.halves(row)) : 0,
    );
  }

  private someWaiting(most: number): number[] {
    const rows: number[] = [];
    for (const [index, { states, waiting }] of this.blocks.entries()) {
      if (waiting === 0) continue;
      for (let place = 0; place < BLOCK_ROWS && rows.length < most; place++) {
        if (states[place] === RowState.Waiting) rows.push(index * BLOCK_ROWS + place);
      }
      if (rows.length === most) break;
    }
    return rows;
  }

  private newRow(): number {
    if (this.end % BLOCK_ROWS === 0) {
      this.blocks.push({
        halves: new Uint16Array(BLOCK_ROWS * this.kind.dimensions),
        states: new Uint8Array(BLOCK_ROWS),
        live: 0,
        waiting: 0,
      });
    }
    return this.end++;
  }

  private store(row: number, halves: Uint16Array): void {
    const block = this.blocks[Math.floor(row / BLOCK_ROWS)] as Block;
    const place = row % BLOCK_ROWS;
    this.halvesAt(block, place).set(halves);
    block.states[place] = RowState.Waiting;
    block.live++;
    block.waiting++;
  }

  private stateOf(row: number): RowState {
    return this.blocks[Math.floor(row / BLOCK_ROWS)]?.states[row % BLOCK_ROWS] ?? RowState.Dead;
  }

  private at(row: number): { block: Block; place: number } {
    if (this.stateOf(row) === RowState.Dead) throw new Error(`There is no row ${row}`);
    return { block: this.blocks[Math.floor(row / BLOCK_ROWS)] as Block, place: row % BLOCK_ROWS };
  }

  private halvesAt({ halves }: Block, place: number): Uint16Array {
    const { dimensions } = this.kind;
    return halves.subarray(place * dimensions, (place + 1) * dimensions);
  }

  private requireDimensions(length: number): void {
    if (length !== this.kind.dimensions)
      throw new Error(`A vector of ${length} dimensions among those of ${this.kind.dimensions}`);
  }
}

/** Tells vectors apart (FNV-1a over the half floats); never 0. */
function printOf(halves: Uint16Array): number {
  let print = 0x811c9dc5;
  for (let i = 0; i < halves.length; i++) print = Math.imul(print ^ (halves[i] as number), 0x01000193);
  return print >>> 0 || 1;
}
