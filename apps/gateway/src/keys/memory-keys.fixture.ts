import type { KeyRecord } from './key-record';
import { idOf, makeSecret, sha256Of } from './key-secret';
import { KeyStore } from './key-store';

export class MemoryKeyStore extends KeyStore {
  readonly records = new Map<string, KeyRecord>();
  readonly used = new Map<string, string>();
  /** How often a key was looked for. */
  looks = 0;
  /** What each look waits for, and may fail with. */
  beforeFind: () => Promise<void> = () => Promise.resolve();

  save(key: KeyRecord): Promise<void> {
    this.records.set(key.id, key);
    return Promise.resolve();
  }

  async find(id: string): Promise<KeyRecord | undefined> {
    this.looks += 1;
    const record = this.records.get(id); // as it was when the look began
    await this.beforeFind();
    return record;
  }

  ids(): Promise<string[]> {
    return Promise.resolve([...this.records.keys()]);
  }

  delete(id: string): Promise<void> {
    this.records.delete(id);
    this.used.delete(id);
    return Promise.resolve();
  }

  saveLastUsed(id: string, at: string): Promise<void> {
    this.used.set(id, at);
    return Promise.resolve();
  }

  lastUsed(id: string): Promise<string | undefined> {
    return Promise.resolve(this.used.get(id));
  }
}

/** A key that is in no store yet. */
export function newKey(changes: Partial<KeyRecord> = {}): { secret: string; record: KeyRecord } {
  const secret = makeSecret();
  const sha256 = sha256Of(secret);
  const record: KeyRecord = {
    v: 1,
    id: idOf(sha256),
    sha256,
    name: 'front door',
    scopes: ['recognize'],
    galleries: null,
    expiresAt: null,
    ratePerMinute: null,
    createdAt: '2026-11-20T11:00:00.000Z',
    ...changes,
  };
  return { secret, record };
}
