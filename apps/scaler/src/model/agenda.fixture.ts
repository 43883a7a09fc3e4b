interface Entry {
  atMs: number;
  seq: number;
  work: () => void;
  /** Promises depend on it: they run before the next entry does. */
  settles: boolean;
}

/** Virtual time: what is due next happens next, and no time passes in between. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private seq = 0;

  constructor(public nowMs: number) {}

  /** @param settles whether promises are waiting for it */
  at(atMs: number, work: () => void, settles = false): void {
    const entry = { atMs: Math.max(Math.round(atMs), this.nowMs), seq: ++this.seq, work, settles };
    let place = this.heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!before(entry, this.heap[parent]!)) break;
      this.heap[place] = this.heap[parent]!;
      place = parent;
    }
    this.heap[place] = entry;
  }

  in(delayMs: number, work: () => void, settles = false): void {
    this.at(this.nowMs + delayMs, work, settles);
  }

  /** @param isOver asked after each entry */
  async run(untilMs: number, isOver: () => boolean): Promise<void> {
    await settled();
    for (let next = this.heap[0]; next !== undefined && next.atMs <= untilMs; next = this.heap[0]) {
      this.takeFirst();
      this.nowMs = next.atMs;
      next.work();
      if (next.settles) await settled();
      if (isOver()) return;
    }
  }

  private takeFirst(): void {
    const last = this.heap.pop()!;
    const { length } = this.heap;
    if (length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= length) break;
      if (child + 1 < length && before(this.heap[child + 1]!, this.heap[child]!)) child += 1;
      if (!before(this.heap[child]!, last)) break;
      this.heap[place] = this.heap[child]!;
      place = child;
    }
    this.heap[place] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.seq < b.seq);
}

/** Every promise that can go on has gone on as far as it can. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
