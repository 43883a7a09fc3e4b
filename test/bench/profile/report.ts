import { columns } from '../columns';
import { type Thread, THREADS } from './profiles';
import type { TimeByPart } from './self-time';

const MOST_ROWS = 30;
/** Where no thread spends so much of its time on a part, it goes to the others. */
const WORTH_A_ROW = 0.005;

/**
 * A row for each part, the most expensive first. What a process used of the CPU is spread over its parts as its threads
 * were seen in them: seen they are by the clock, and on a busy machine that is more than they used.
 *
 * @param cpuMsPerImage of the processes, as measured
 */
export function partsTable(
  title: string,
  times: Record<Thread, TimeByPart>,
  cpuMsPerImage: { gateway: number; recognizer: number },
): string {
  const threads = THREADS.filter((thread) => seenMs(times[thread]) > 0);
  const scale = {
    gateway: cpuMsPerImage.gateway / seenMs(times.gateway),
    recognizer: cpuMsPerImage.recognizer / (seenMs(times.recognizer) + seenMs(times["recognizer's threads"])),
  };
  const cpuOf = (thread: Thread, seen: number) =>
    seen * (thread === 'gateway' ? scale.gateway : scale.recognizer);
  const totals = threads.map((thread) => cpuOf(thread, seenMs(times[thread])));
  const parts = [...new Set(threads.flatMap((thread) => Object.keys(times[thread])))];
  const costs = parts.map((part) => ({
    part,
    ms: threads.map((thread) => cpuOf(thread, times[thread][part] ?? 0)),
  }));
  const rows = costs
    .filter(({ ms }) => ms.some((value, index) => value > WORTH_A_ROW * totals[index]!))
    .sort((a, b) => sum(b.ms) - sum(a.ms))
    .slice(0, MOST_ROWS);
  const others = totals.map((total, index) => total - sum(rows.map(({ ms }) => ms[index]!)));
  const cell = (ms: number, index: number) =>
    ms === 0 ? '' : `${ms.toFixed(2)}  ${((100 * ms) / totals[index]!).toFixed(1).padStart(5)} %`;
  return [
    title,
    columns([
      ['CPU in ms an image', ...threads],
      ...rows.map(({ part, ms }) => [part, ...ms.map(cell)]),
      ['all others', ...others.map(cell)],
      ['together', ...totals.map(cell)],
    ]),
  ].join('\n');
}

function seenMs(times: TimeByPart): number {
  return sum(Object.values(times));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
