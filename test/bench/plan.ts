import type { BenchOptions, Start } from './options';

/** One measurement. */
export interface PlannedRun {
  /** undefined: the photographs as they are */
  sizeKb: number | undefined;
  requests: number;
  concurrency: number;
  start: Start;
  /** `repeated`: those of the run before, byte for byte. */
  images: 'new' | 'repeated';
}

const REQUESTS = 200;
const MOST_KB_A_RUN = 200_000;
const LEAST_REQUESTS = 40;

type Plan = Pick<BenchOptions, 'requests' | 'concurrency' | 'sizesKb' | 'start' | 'repeat'>;

/** From no worker only the first: the others would measure the same start again. */
export function plannedRuns({ requests, concurrency, sizesKb, start, repeat }: Plan): PlannedRun[] {
  const sizes = sizesKb.length > 0 ? sizesKb : [undefined];
  const combinations = sizes.flatMap((sizeKb) =>
    concurrency.map((atOnce) => ({
      sizeKb,
      concurrency: atOnce,
      requests: requests ?? requestsOf(sizeKb, atOnce),
    })),
  );
  return combinations.flatMap((combination, index) => {
    const starts = index === 0 ? start : start.filter((from) => from === 'warm');
    const fresh = starts.map((from): PlannedRun => ({ ...combination, start: from, images: 'new' }));
    const last = fresh.at(-1);
    const repeats = Array.from({ length: last ? repeat - 1 : 0 }, () => ({
      ...(last as PlannedRun),
      images: 'repeated' as const,
    }));
    return [...fresh, ...repeats];
  });
}

/** So many that every client has something to send. */
function requestsOf(sizeKb: number | undefined, concurrency: number): number {
  const affordable = sizeKb === undefined ? REQUESTS : Math.floor(MOST_KB_A_RUN / sizeKb);
  return Math.min(REQUESTS, Math.max(affordable, LEAST_REQUESTS, concurrency));
}
