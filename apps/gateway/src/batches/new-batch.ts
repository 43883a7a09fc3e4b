import type { BatchItem } from '@facefleet/bulk';
import type { ItemOutcome } from '@facefleet/contracts';

/** What a client sent, before it is accepted. */
export interface NewBatch {
  id: string;
  items: BatchItem[];
  /** Why an item is no image, by its index. */
  rejected: ReadonlyMap<number, ItemOutcome['error']>;
}
