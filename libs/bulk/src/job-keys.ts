import { type JobItemRef, OutcomeStatus } from '@facefleet/contracts';

/** Listings come in the order of the items. */
const INDEX_DIGITS = 8;

export const padded = (index: number): string => String(index).padStart(INDEX_DIGITS, '0');

/** Where everything about a job lies, in the results bucket. Each object is written once and never changed. */
export const jobKeys = {
  folder: (id: string) => `jobs/${id}/`,
  record: (id: string) => `jobs/${id}/job.json`,
  plan: (id: string) => `jobs/${id}/plan.json`,
  cancelled: (id: string) => `jobs/${id}/cancelled`,
  /** That it has ended was seen then: from then on the time counts for which it is kept. */
  ended: (id: string) => `jobs/${id}/ended`,
  manifest: (id: string) => `jobs/${id}/manifest/`,
  manifestPage: (id: string, page: number) => `jobs/${id}/manifest/${padded(page)}.json`,
  sent: (id: string) => `jobs/${id}/sent/`,
  outcomes: (id: string) => `jobs/${id}/items/`,
  outcome: ({ id, index }: JobItemRef, status: OutcomeStatus) =>
    `jobs/${id}/items/${padded(index)}.${status}`,
  /** Only of items that have some, so that nobody needs to read the outcomes of all. */
  warnings: (id: string) => `jobs/${id}/warnings/`,
  warningsOf: ({ id, index }: JobItemRef) => `jobs/${id}/warnings/${padded(index)}`,
  /** Messages that were to start it and were put aside. */
  deadStarts: (id: string) => `jobs/${id}/dead-starts/`,
  /** Behind this key come the outcomes of item `index` and of all after it. */
  beforeOutcome: ({ id, index }: JobItemRef) => `jobs/${id}/items/${padded(index)}`,
};

/** @returns undefined for what is no outcome */
export function outcomeOfKey(key: string): { index: number; status: OutcomeStatus } | undefined {
  const [, index, name] = /\/(\d+)\.([a-z]+)$/.exec(key) ?? [];
  const status = OutcomeStatus.safeParse(name);
  return status.success ? { index: Number(index), status: status.data } : undefined;
}

const RANK = new Map(OutcomeStatus.options.map((status, rank) => [status, rank]));

/** Of two outcomes of one item the one that counts. */
export function decisive(a: OutcomeStatus | undefined, b: OutcomeStatus): OutcomeStatus {
  return a !== undefined && (RANK.get(a) ?? 0) < (RANK.get(b) ?? 0) ? a : b;
}
