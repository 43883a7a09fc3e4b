import { busyWorkers } from '../baselines/fixed-size';
import type { ArrivalTrace } from './world';

const USUAL_MAX = 20;
const HEADROOM = 1.5;
/** What comes within less can wait: a burst of seconds says nothing about the machines that a trace needs. */
const WINDOW_S = 60;

/** The usual maximum, or half as many again as the trace's busiest minute keeps busy where that is more than there are. */
export function maxWorkersFor(
  trace: ArrivalTrace,
  load: { serviceTimeS: number; slots: number },
): { maxWorkers: number; needed: number } {
  const needed = Math.ceil(busyWorkers(busiestRate(trace), load));
  return { needed, maxWorkers: needed > USUAL_MAX ? Math.ceil(needed * HEADROOM) : USUAL_MAX };
}

/** @returns the highest mean rate over a minute, or over a bin where that is longer [1/s] */
function busiestRate({ binS, counts }: ArrivalTrace): number {
  const bins = Math.max(1, Math.round(WINDOW_S / binS));
  let within = 0;
  let most = 0;
  counts.forEach((count, bin) => {
    within += count - (bin >= bins ? (counts[bin - bins] ?? 0) : 0);
    most = Math.max(most, within);
  });
  return most / (bins * binS);
}
