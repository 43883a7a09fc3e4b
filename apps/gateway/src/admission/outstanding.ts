interface Entry {
  keyId: string;
  acceptedAtMs: number;
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

  add(id: string, keyId: string, acceptedAtMs: number, keptForMs: number): void {
    this.remove(id);
    this.entries.set(id, { keyId, acceptedAtMs, forgottenAtMs: acceptedAtMs + keptForMs });
    this.counts.set(keyId, (this.counts.get(keyId) ?? 0) + 1);
  }

  /** @returns false where it was not there */
  remove(id: string): boolean {
    const entry = this.entries.get(id);
    if (!entry) return false;
    this.entries.delete(id);
    const left = (this.counts.get(entry.keyId) ?? 1) - 1;
    if (left > 0) this.counts.set(entry.keyId, left);
    else this.counts.delete(entry.keyId);
    return true;
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
