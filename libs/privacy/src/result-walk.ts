import { ResultStore } from '@facefleet/aws';
import { uuidv7Start } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';

/** Results lie under their ids and nothing else: until the year 2527 these begin so, and no other key does. */
const RESULTS = '0';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KEYS_PER_LISTING = 1_000;
/** So many results are in memory at once, and so many are on their way. */
const RESULTS_PER_CHUNK = 64;
const READS_AT_ONCE = 8;

export interface StoredResult {
  id: string;
  json: Buffer;
}

export interface Chunk {
  results: StoredResult[];
  /** The id up to which all were looked at. */
  last: string;
}

/** All stored results in the order of their ids, which is that of time. Needs the same memory however many there are. */
@Injectable()
export class ResultWalk {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  /**
   * @param after   begins behind this id
   * @param untilMs ends before the ids of this moment [Unix time, ms]
   */
  async *chunks(after: string, untilMs: number): AsyncGenerator<Chunk> {
    const end = uuidv7Start(untilMs);
    for (let from = after; ;) {
      const keys = await this.store.listAfter(RESULTS, from, KEYS_PER_LISTING);
      const ids = keys.filter((key) => UUID.test(key) && key < end);
      for (let at = 0; at < ids.length; at += RESULTS_PER_CHUNK) {
        const some = ids.slice(at, at + RESULTS_PER_CHUNK);
        yield { results: await this.read(some), last: some.at(-1) as string };
      }
      const last = keys.at(-1);
      if (last === undefined || keys.length < KEYS_PER_LISTING || last >= end) return;
      from = last;
    }
  }

  /** What was deleted meanwhile is left out. */
  private async read(ids: string[]): Promise<StoredResult[]> {
    const results: StoredResult[] = [];
    const left = [...ids];
    const readers = Array.from({ length: READS_AT_ONCE }, async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        const json = await this.store.get(id);
        if (json !== undefined) results.push({ id, json });
      }
    });
    await Promise.all(readers);
    return results;
  }
}
