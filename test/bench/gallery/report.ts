import type { GalleryBenchOptions } from './options';

/** Of many searches or enrolments [ms]. */
export interface Spread {
  p50Ms: number;
  p99Ms: number;
  meanMs: number;
}

export interface GalleryFigures {
  faces: number;
  people: number;
  distance: GalleryBenchOptions['distance'];
  dimensions: number;
  /** Writing the segments and building their graphs. */
  build: { wallMs: number };
  load: { wallMs: number; rssBeforeMb: number; rssAfterMb: number; rssPeakMb: number };
  search: Spread & { probes: number; recallAt1: { enrolled: number; strangers: number } };
  /** In this gallery and, in turns with it, in a small one. */
  enrolment: {
    enrolled: number;
    visible: number;
    large: Spread;
    small: Spread;
    smallFaces: number;
    ratio: number;
    /** The most that the process ever had, from its start to the last of them. */
    rssPeakMb: number;
  };
}

export function spreadOf(tookMs: readonly number[]): Spread {
  const sorted = [...tookMs].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const meanMs = sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length;
  return { p50Ms: rounded(at(0.5)), p99Ms: rounded(at(0.99)), meanMs: rounded(meanMs) };
}

export const rounded = (value: number): number => Number(value.toPrecision(3));

export function galleryReport(figures: GalleryFigures): string {
  const { faces, people, distance, dimensions, build, load, search, enrolment } = figures;
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows: [string, string][] = [
    ['gallery', `${faces} faces of ${people} people, ${dimensions} dimensions, ${distance}`],
    ['build', `${(build.wallMs / 1000).toFixed(0)} s for segments and search graphs, once`],
    ['load', `${(load.wallMs / 1000).toFixed(1)} s from the store to the first search`],
    [
      'memory',
      `${load.rssAfterMb} MB with the models, ${load.rssPeakMb} MB at most; ${load.rssBeforeMb} MB before; ${enrolment.rssPeakMb} MB at most in all, enrolments included`,
    ],
    ['search', `p50 ${search.p50Ms} ms, p99 ${search.p99Ms} ms`],
    [
      'recall@1',
      `${percent(search.recallAt1.enrolled)} of enrolled people, ${percent(search.recallAt1.strangers)} of strangers, ${search.probes} probes`,
    ],
    ['enrolment', `${enrolment.visible} of ${enrolment.enrolled} found by the next search`],
    [
      'one more entry',
      `p50 ${enrolment.large.p50Ms} ms, ${enrolment.ratio} times that of a gallery of ${enrolment.smallFaces} faces`,
    ],
  ];
  return rows.map(([name, text]) => `${name.padEnd(16)}${text}`).join('\n');
}
