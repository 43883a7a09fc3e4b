import type { ImageStore, ResultStore } from '@facefleet/aws';

type Asked = Pick<
  ResultStore,
  'put' | 'get' | 'exists' | 'delete' | 'list' | 'listAfter' | 'folders' | 'size'
>;

/** A bucket in memory, listed as S3 lists it. What else is asked of it throws. */
export class MemoryObjects implements Asked {
  readonly asStore = this as unknown as ResultStore & ImageStore;
  readonly objects = new Map<string, string>();
  reads = 0;

  get keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  put(key: string, body: Uint8Array | string): Promise<void> {
    this.objects.set(key, String(body));
    return Promise.resolve();
  }

  get(key: string): Promise<Buffer | undefined> {
    this.reads += 1;
    const body = this.objects.get(key);
    return Promise.resolve(body === undefined ? undefined : Buffer.from(body));
  }

  exists(key: string): Promise<boolean> {
    return Promise.resolve(this.objects.has(key));
  }

  size(key: string): Promise<number | undefined> {
    return Promise.resolve(this.objects.get(key)?.length);
  }

  delete(keys: string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
    return Promise.resolve();
  }

  list(prefix: string): Promise<string[]> {
    return Promise.resolve(this.keys.filter((key) => key.startsWith(prefix)));
  }

  async listAfter(prefix: string, after: string, limit: number): Promise<string[]> {
    return (await this.list(prefix)).filter((key) => key > after).slice(0, limit);
  }

  async folders(prefix: string): Promise<string[]> {
    const rests = (await this.list(prefix)).map((key) => key.slice(prefix.length));
    return [...new Set(rests.filter((rest) => rest.includes('/')).map((rest) => rest.split('/')[0] ?? ''))];
  }
}
