import type { ItemToSend, JobRecord } from '@facefleet/bulk';

/** What the items of one kind of job are. */
export interface ItemSource {
  /** In the order of their indices, without gaps, from this index on; the same whenever it is asked. */
  items(job: JobRecord, from: number): AsyncIterable<ItemToSend>;
  /** All of them are on the queue, or never will be. May be said several times. */
  done?(job: JobRecord): Promise<void>;
}
