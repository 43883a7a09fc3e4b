export interface Accepted {
  keyId: string;
  acceptedAtMs: number;
  /** As was reckoned then; undefined where nothing was known [s] */
  expectedInS: number | undefined;
}

interface Entry extends Accepted {
  /** From then on it is taken for answered, though nobody said so [Unix time, ms] */
  forgottenAtMs: number;
}

/** What this gateway has accepted and not seen answered. An answer that nobody tells is forgotten in time. */
export class Outstanding {
  /** Oldest first. */
  private readonly entries = new Map<string, Entry>();
  private readonly counts = new Map<string, number>();

  get size(): number {
    return this.entries.size;
  }

  /** By the key that asked; only keys that have some. */
  get byKey(): ReadonlyMap<string, number> {
    return this.counts;
  }

  has(id: string): boolean {
    return this.entries.has(id);
  }

  add(id: string, accepted: Accepted, keptForMs: number): void {
    this.remove(id);
    const { keyId, acceptedAtMs } = accepted;
    this.entries.set(id, { ...accepted, forgottenAtMs: acceptedAtMs + keptForMs });
    this.counts.set(keyId, (this.counts.get(keyId) ?? 0) + 1);
  }

  /** @returns undefined where it was not there */
  remove(id: string): Accepted | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    this.entries.delete(id);
    const left = (this.counts.get(entry.keyId) ?? 1) - 1;
    if (left > 0) this.counts.set(entry.keyId, left);
    else this.counts.delete(entry.keyId);
    return entry;
  }

  /** Those at the head whose time is over. */
  forgetOverdue(nowMs: number): void {
    this.removeWhile(({ acceptedAtMs, forgottenAtMs }) => forgottenAtMs <= nowMs || acceptedAtMs > nowMs);
  }

  forgetAcceptedBefore(atMs: number): void {
    this.removeWhile(({ acceptedAtMs }) => acceptedAtMs < atMs);
  }

  private removeWhile(isOver: (entry: Entry) => boolean): void {
    for (const [id, entry] of this.entries) {
      if (!isOver(entry)) return;
      this.remove(id);
    }
  }
}
