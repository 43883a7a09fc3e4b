import { ResultStore } from '@facefleet/aws';

/** Objects in memory, listed as S3 lists them. */
export class MemoryStore extends ResultStore {
  readonly objects = new Map<string, string>();

  put(key: string, body: Uint8Array | string): Promise<void> {
    this.objects.set(key, String(body));
    return Promise.resolve();
  }

  putIfAbsent(key: string, body: Uint8Array | string): Promise<boolean> {
    if (this.objects.has(key)) return Promise.resolve(false);
    return this.put(key, body).then(() => true);
  }

  get(key: string): Promise<Buffer | undefined> {
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
