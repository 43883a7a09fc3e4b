import { BulkQueue, ResultStore } from '@facefleet/aws';
import type { Clock } from '@facefleet/platform';

/** Objects in memory, listed as S3 lists them; counts what it is asked. */
export class MemoryStore extends ResultStore {
  readonly objects = new Map<string, string>();
  listings = 0;
  reads = 0;

  put(key: string, body: Uint8Array | string): Promise<void> {
    this.objects.set(key, String(body));
    return Promise.resolve();
  }

  async putIfAbsent(key: string, body: Uint8Array | string): Promise<boolean> {
    if (this.objects.has(key)) return false;
    await this.put(key, body);
    return true;
  }

  get(key: string): Promise<Buffer | undefined> {
    this.reads += 1;
    const body = this.objects.get(key);
    return Promise.resolve(body === undefined ? undefined : Buffer.from(body));
  }

  exists(key: string): Promise<boolean> {
    return Promise.resolve(this.objects.has(key));
  }

  delete(keys: string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
    return Promise.resolve();
  }

  list(prefix: string): Promise<string[]> {
    return Promise.resolve([...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort());
  }

  async listAfter(prefix: string, after: string, limit: number): Promise<string[]> {
    this.listings += 1;
    return (await this.list(prefix)).filter((key) => key > after).slice(0, limit);
  }

  async folders(prefix: string): Promise<string[]> {
    const rests = (await this.list(prefix)).map((key) => key.slice(prefix.length));
    return [...new Set(rests.filter((rest) => rest.includes('/')).map((rest) => rest.split('/')[0] ?? ''))];
  }

  size(key: string): Promise<number | undefined> {
    return Promise.resolve(this.objects.get(key)?.length);
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }
}

export class RecordedQueue extends BulkQueue {
  readonly messages: object[] = [];
  /** Heard before each call. */
  beforeSend: () => Promise<void> | void = () => undefined;

  async send(messages: object[]): Promise<void> {
    await this.beforeSend();
    this.messages.push(...messages);
  }
}

export class SetClock implements Clock {
  atMs = 1_900_000_000_000;
  nowMs(): number {
    return this.atMs;
  }
}
