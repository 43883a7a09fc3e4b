/**
 * What became of a delivery, told by the names in its log alone. Each entry is named by a UUIDv7 and its kind:
 *
 *   requeued   it is to be tried anew, by a new run of attempts
 *   failed     an attempt failed; another one follows
 *   delivered  the endpoint took it: the end
 *   dead       no further attempt follows, until somebody asks for one: the end
 */
export const ENTRY_KINDS = ['requeued', 'failed', 'delivered', 'dead'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface EntryName {
  id: string;
  kind: EntryKind;
}

export type DeliveryStatus = 'pending' | 'delivered' | 'dead';

export interface DeliveryState {
  status: DeliveryStatus;
  /** Names the present run of attempts: the entry that began it, of the first one the delivery itself. */
  run: string;
  /** Attempts of this run that failed. */
  failures: number;
  /** The newest entry. */
  last?: EntryName;
}

/** @param entries in the order of time */
export function deliveryState(deliveryId: string, entries: EntryName[]): DeliveryState {
  const state: DeliveryState = { status: 'pending', run: deliveryId, failures: 0 };
  for (const entry of entries) {
    state.last = entry;
    switch (entry.kind) {
      case 'requeued':
        Object.assign(state, { status: 'pending', run: entry.id, failures: 0 });
        break;
      case 'failed':
        state.failures += 1;
        break;
      case 'delivered':
      case 'dead':
        state.status = entry.kind;
        break;
    }
  }
  return state;
}
