import type { SeriesPoint } from '@facefleet/scaling';
import { element, group, type Point, stairs, stairsArea, text } from './svg';
import { shortNumber, ticksTo, timeTicks } from './ticks';

const LEFT = 52;
const WORKERS = { top: 24, height: 120 };
const QUEUE = { top: WORKERS.top + WORKERS.height + 22, height: 52 };
export const TIMELINE_HEIGHT = QUEUE.top + QUEUE.height + 34;

export interface TimelineScale {
  lengthS: number;
  workers: number;
  backlog: number;
}

/** What is drawn: of a simulated fleet, or of a real one. */
export interface Course {
  series: readonly SeriesPoint[];
}

/** The same axes for all that are compared. */
export function timelineScale(outcomes: readonly Course[]): TimelineScale {
  const points = outcomes.flatMap(({ series }) => series);
  const most = (of: (point: SeriesPoint) => number) =>
    points.reduce((max, point) => Math.max(max, of(point)), 1);
  // Demand may be far beyond what there may be of workers, for a second: supply must stay readable.
  const supply = most(({ instances }) => instances);
  return {
    lengthS: most(({ tS }) => tS),
    workers:
      Math.min(
        most(({ demand }) => demand),
        supply * 1.5,
      ) > supply
        ? supply * 1.5
        : supply,
    backlog: most(({ backlog }) => backlog),
  };
}

/** Demand and supply in workers, and below them the queue. */
export function timeline(outcome: Course, title: string, scale: TimelineScale, width: number): string[] {
  const plot = width - LEFT;
  const series = thinned(outcome.series, plot);
  const workerTicks = ticksTo(scale.workers, 4);
  const queueTicks = ticksTo(scale.backlog, 2);
  const line = (of: (point: SeriesPoint) => number, most: number, height: number): Point[] =>
    series.map((point) => [(point.tS / scale.lengthS) * plot, height * (1 - Math.min(1, of(point) / most))]);
  const mostWorkers = workerTicks[workerTicks.length - 1] ?? 1;
  const mostQueued = queueTicks[queueTicks.length - 1] ?? 1;
  const workers = (of: (point: SeriesPoint) => number) => line(of, mostWorkers, WORKERS.height);
  return [
    text(LEFT, 14, title, { class: 'title' }),
    group(LEFT, WORKERS.top, [
      ...grid(workerTicks, WORKERS.height, plot),
      element('path', {
        class: 'demand',
        d: stairsArea(
          workers((point) => point.demand),
          WORKERS.height,
        ),
      }),
      element('path', { class: 'instances', d: stairs(workers((point) => point.instances)) }),
      element('path', { class: 'ready', d: stairs(workers((point) => point.ready)) }),
      text(-LEFT, -8, 'workers', { class: 'axis' }),
    ]),
    group(LEFT, QUEUE.top, [
      ...grid(queueTicks, QUEUE.height, plot),
      element('path', {
        class: 'queue',
        d: stairsArea(
          line((point) => point.backlog, mostQueued, QUEUE.height),
          QUEUE.height,
        ),
      }),
      text(-LEFT, -6, 'queue', { class: 'axis' }),
      ...timeTicks(scale.lengthS, 8).map(({ tS, label }) =>
        text((tS / scale.lengthS) * plot, QUEUE.height + 14, label, { 'text-anchor': 'middle' }),
      ),
    ]),
  ];
}

function grid(ticks: readonly number[], height: number, width: number): string[] {
  const most = ticks[ticks.length - 1] ?? 1;
  return ticks.flatMap((tick) => {
    const y = height * (1 - tick / most);
    return [
      element('path', { class: 'grid', d: `M0 ${y.toFixed(1)}H${width}` }),
      text(-6, y + 4, shortNumber(tick), { 'text-anchor': 'end' }),
    ];
  });
}

/** At most a point for each pixel, each with the most of what it stands for: a short burst must stay visible. */
function thinned(series: readonly SeriesPoint[], most: number): SeriesPoint[] {
  const each = Math.ceil(series.length / most);
  if (each <= 1) return [...series];
  const kept: SeriesPoint[] = [];
  for (let from = 0; from < series.length; from += each) {
    const some = series.slice(from, from + each);
    const max = (of: (point: SeriesPoint) => number) => Math.max(...some.map(of));
    kept.push({
      tS: some[0]?.tS ?? 0,
      backlog: max((point) => point.backlog),
      oldestWaitS: max((point) => point.oldestWaitS),
      demand: max((point) => point.demand),
      ready: max((point) => point.ready),
      instances: max((point) => point.instances),
    });
  }
  return kept;
}
