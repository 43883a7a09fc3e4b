/** `interactive`: a client waits for the answer. `bulk`: nobody does. */
export type Priority = 'interactive' | 'bulk';

/** Of a message in hand: what it analyses is analysed in its turn. */
export interface Turn {
  priority: Priority;
  /** It has not had a slot yet, and is going to want one. */
  expected: boolean;
}

/** After so many interactive images one of bulk work goes first: a queue that never gets empty must not stop it for ever. */
const BULK_TURN = 20;

/**
 * Who may analyse an image now. Interactive work takes any slot that is free; bulk work takes one that no interactive
 * message in hand is going to want, even while that one still fetches its image, and now and then has its turn all the
 * same. What is being analysed is never interrupted: an interactive message waits for one bulk image at most.
 */
export class Slots {
  private readonly waiting: Record<Priority, (() => void)[]> = { interactive: [], bulk: [] };
  private quietWaiters: (() => void)[] = [];
  private busy = 0;
  /** Interactive messages in hand that have not had a slot yet. */
  private expected = 0;
  /** Interactive images since the last one of bulk work began. */
  private sinceBulk = 0;
  private closed = false;

  constructor(private readonly count: number) {}

  /** @param work is told whose turn it is that it analyses in */
  async forMessage<T>(priority: Priority, work: (turn: Turn) => Promise<T>): Promise<T> {
    const turn: Turn = { priority, expected: priority === 'interactive' };
    if (turn.expected) this.expected += 1;
    try {
      return await work(turn);
    } finally {
      this.noLongerExpected(turn);
      this.grant();
    }
  }

  /** Waits for a slot and holds it while `analysis` runs. */
  async analyse<T>(turn: Turn, analysis: () => Promise<T>): Promise<T> {
    await new Promise<void>((granted) => {
      this.waiting[turn.priority].push(() => {
        this.busy += 1;
        this.noLongerExpected(turn);
        this.sinceBulk = turn.priority === 'bulk' ? 0 : this.sinceBulk + 1;
        if (this.isBulkTurn) this.tellQuiet();
        granted();
      });
      this.grant();
    });
    try {
      return await analysis();
    } finally {
      this.busy -= 1;
      this.grant();
    }
  }

  /** Resolves once no interactive message in hand waits for a slot, or it is bulk work's turn, and when the slots are closed. */
  quiet(): Promise<void> {
    if (this.expected === 0 || this.isBulkTurn || this.closed) return Promise.resolve();
    return new Promise((resolve) => this.quietWaiters.push(resolve));
  }

  /** Nobody waits for quiet any more: the worker receives no further messages. */
  close(): void {
    this.closed = true;
    this.tellQuiet();
  }

  private get isBulkTurn(): boolean {
    return this.sinceBulk >= BULK_TURN;
  }

  private noLongerExpected(turn: Turn): void {
    if (!turn.expected) return;
    turn.expected = false;
    this.expected -= 1;
    if (this.expected === 0) this.tellQuiet();
  }

  private grant(): void {
    if (this.isBulkTurn && this.busy < this.count) this.waiting.bulk.shift()?.();
    while (this.busy < this.count && this.waiting.interactive.length > 0)
      this.waiting.interactive.shift()?.();
    while (this.busy + this.expected < this.count && this.waiting.bulk.length > 0)
      this.waiting.bulk.shift()?.();
  }

  private tellQuiet(): void {
    const waiters = this.quietWaiters;
    this.quietWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
