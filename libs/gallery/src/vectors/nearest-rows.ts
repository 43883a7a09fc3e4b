export interface NearRow {
  row: number;
  similarity: number;
}

/** The most similar of all rows that were offered, at most `count`: a heap whose root is the least similar of them. */
export class NearestRows {
  /** What a row must exceed to get in. */
  threshold: number;
  private readonly heap: NearRow[] = [];

  constructor(private readonly count: number) {
    this.threshold = count > 0 ? -Infinity : Infinity;
  }

  /** A similarity that is no number never gets in. */
  offer(row: number, similarity: number): void {
    if (!(similarity > this.threshold)) return;
    const { heap, count } = this;
    if (heap.length < count) this.rise({ row, similarity });
    else this.sink({ row, similarity });
    if (heap.length === count) this.threshold = (heap[0] as NearRow).similarity;
  }

  /** Most similar first; of equally similar ones the lower row. */
  sorted(): NearRow[] {
    return this.heap.sort((a, b) => b.similarity - a.similarity || a.row - b.row);
  }

  private rise(entry: NearRow): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as NearRow;
      if (above.similarity <= entry.similarity) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  private sink(entry: NearRow): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && right.similarity < (heap[child] as NearRow).similarity) child++;
      const below = heap[child] as NearRow;
      if (below.similarity >= entry.similarity) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = entry;
  }
}
