import { fairShare } from './fair-share';

/** Of what can be answered in time, so much everybody may take; the rest is for keys that have less than their share. */
const OPEN_TO_ALL = 0.75;
/** Whoever was refused is to come back when so much of that is left: before, others have taken each place that gets free. */
const COME_BACK_AT = 0.5;

export interface Crowd {
  /** Messages that were accepted and are not answered, of all gateways as far as is known. */
  ahead: number;
  /** So many can be answered in time. */
  most: number;
  /** Those of this gateway, by the key that asked. */
  outstanding: ReadonlyMap<string, number>;
}

export type Verdict =
  | { isAdmitted: true }
  /** `done`: of the messages ahead, so many are to be answered before it is worth another try. */
  | { isAdmitted: false; because: 'deadline' | 'share'; done: number };

/** May this key's next request join the others? */
export function judge({ ahead, most, outstanding }: Crowd, keyId: string): Verdict {
  const openToAll = most * OPEN_TO_ALL;
  if (ahead < openToAll) return { isAdmitted: true };
  const done = Math.max(1, ahead - openToAll * COME_BACK_AT);
  if (ahead >= most) return { isAdmitted: false, because: 'deadline', done };
  const others = [...outstanding].flatMap(([key, count]) => (key === keyId ? [] : [count]));
  const own = (outstanding.get(keyId) ?? 0) + 1;
  // Whose the messages of other gateways are is not known here: they count as those of one more key.
  const elsewhere = Math.max(0, ahead + 1 - own - others.reduce((sum, count) => sum + count, 0));
  return own <= fairShare([...others, own, elsewhere], openToAll)
    ? { isAdmitted: true }
    : { isAdmitted: false, because: 'share', done };
}
