interface Entry {
  value: Buffer;
  /** Unix time [ms]; absent: never */
  expiresAtMs?: number;
}

/** What a key costs beside its own bytes and those of its value: map slot, entry, buffer header. */
const ENTRY_OVERHEAD_BYTES = 160;

/**
 * Keys with values and expiry, in bounded memory: above the bound the keys written longest ago go first, which is what
 * a cache may do. Keys are latin1 text, one character a byte, so that any bytes can be a key.
 */
export class Keyspace {
  private readonly entries = new Map<string, Entry>(); // in the order of writing
  private bytes = 0;

  constructor(
    private readonly nowMs: () => number,
    private readonly maxBytes: number,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  get usedBytes(): number {
    return this.bytes;
  }

  get(key: string): Buffer | undefined {
    return this.live(key)?.value;
  }

  has(key: string): boolean {
    return this.live(key) !== undefined;
  }

  set(key: string, value: Buffer, expiresAtMs?: number): void {
    this.delete(key);
    this.entries.set(key, { value, expiresAtMs });
    this.bytes += costOf(key, value);
    this.dropOldest();
  }

  delete(key: string): boolean {
    const entry = this.entries.get(key);
    if (!entry) return false;
    this.entries.delete(key);
    this.bytes -= costOf(key, entry.value);
    return !this.isExpired(entry);
  }

  /** Unix time [ms]; undefined for a key that never expires or does not exist */
  expiryMs(key: string): number | undefined {
    return this.live(key)?.expiresAtMs;
  }

  /** @returns false when there is no such key */
  expireAt(key: string, expiresAtMs: number): boolean {
    const entry = this.live(key);
    if (entry) entry.expiresAtMs = expiresAtMs;
    return entry !== undefined;
  }

  keys(): string[] {
    this.dropExpired();
    return [...this.entries.keys()];
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  /** Keys nobody asks for again must not stay for ever. */
  dropExpired(): void {
    for (const [key, entry] of this.entries) if (this.isExpired(entry)) this.delete(key);
  }

  private live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry || !this.isExpired(entry)) return entry;
    this.delete(key);
    return undefined;
  }

  private isExpired(entry: Entry): boolean {
    return entry.expiresAtMs !== undefined && entry.expiresAtMs <= this.nowMs();
  }

  private dropOldest(): void {
    for (const key of this.entries.keys()) {
      if (this.bytes <= this.maxBytes) return;
      this.delete(key);
    }
  }
}

function costOf(key: string, value: Buffer): number {
  return key.length + value.length + ENTRY_OVERHEAD_BYTES;
}
