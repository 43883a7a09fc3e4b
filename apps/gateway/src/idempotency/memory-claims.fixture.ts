import type { ClaimStore } from '@facefleet/aws';
import { Locks } from '@facefleet/cache';

type Asked = Pick<ClaimStore, 'put' | 'putIfAbsent' | 'get' | 'delete' | 'list'>;

/** Claims in memory, as far as a store is asked for them. */
export class MemoryClaimStore implements Asked {
  /** Has nothing more: whatever else is asked of it throws. */
  readonly asStore = this as unknown as ClaimStore;
  readonly objects = new Map<string, string>();
  /** As a server that does not know conditional writes. */
  ignoresConditions = false;
  /** Thrown by each write. */
  failure: Error | undefined;

  put(key: string, body: Uint8Array | string): Promise<void> {
    if (this.failure) return Promise.reject(this.failure);
    this.objects.set(key, String(body));
    return Promise.resolve();
  }

  async putIfAbsent(key: string, body: Uint8Array | string): Promise<boolean> {
    if (this.objects.has(key) && !this.ignoresConditions) return false;
    await this.put(key, body);
    return true;
  }

  get(key: string): Promise<Buffer | undefined> {
    const body = this.objects.get(key);
    return Promise.resolve(body === undefined ? undefined : Buffer.from(body));
  }

  delete(keys: string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
    return Promise.resolve();
  }

  list(prefix: string): Promise<string[]> {
    return Promise.resolve([...this.objects.keys()].filter((key) => key.startsWith(prefix)));
  }
}

export class MemoryLocks extends Locks {
  readonly held = new Map<string, string>();

  take(name: string, value: string): Promise<string | undefined> {
    const before = this.held.get(name);
    if (before === undefined) this.held.set(name, value);
    return Promise.resolve(before);
  }

  release(name: string): Promise<void> {
    this.held.delete(name);
    return Promise.resolve();
  }
}

/** Without Redis everybody comes first. */
export class NoLocks extends Locks {
  take(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}
