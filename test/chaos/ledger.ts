import type { Work } from './work';

export interface Entry {
  index: number;
  work: Work;
  /** What the gateway called it. More than one: one request became two. */
  ids: Set<string>;
  /** Finished answers as they were first seen, by their bytes. */
  seen: Set<string>;
}

/** What the client was promised: every request that a gateway accepted. */
export class Ledger {
  private readonly entries = new Map<number, Entry>();

  accepted(index: number, work: Work, id: string): void {
    const entry = this.entries.get(index) ?? { index, work, ids: new Set(), seen: new Set() };
    entry.ids.add(id);
    this.entries.set(index, entry);
  }

  saw(index: number, answer: string): void {
    this.entries.get(index)?.seen.add(answer);
  }

  all(): Entry[] {
    return [...this.entries.values()];
  }
}
