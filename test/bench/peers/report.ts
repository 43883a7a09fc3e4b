import { alignedColumns } from '../../support/text-table';
import { percentile } from '../load';
import { verdictOn } from '../verdict';
import type { Skipped } from './contestant';
import type { Run, Usage } from './run';

/** The same for all systems. */
export interface Conditions {
  requests: number;
  concurrency: number;
  cores: number;
  /** Photographs to enrol. */
  toEnrol: number;
  images: ImageSizes;
}

export interface ImageSizes {
  /** Of all photographs, by their number of pixels. */
  smallest: { width: number; height: number };
  largest: { width: number; height: number };
  meanBytes: number;
}

export interface SystemFigures {
  details: string;
  imagesPerS: number;
  p50Ms: number;
  p99Ms: number;
  /** Requests without an answer. */
  failed: number;
  /** The name of the person of the probe; null for a system that names nobody. */
  right: number | null;
  /** For such a system, the photographs in which it found exactly one face, and at least one; else null. */
  found: { one: number; any: number } | null;
  /** Photographs that were taken; null for such a system. */
  enrolled: number | null;
  /** Its processes at most, at one time [MB]. */
  memoryMb: number;
  cpuMsPerImage: number;
  /** What processes took meanwhile that have nothing to do with it: how far the machine was its own. */
  othersCores: number;
  /** Memory and CPU with what else runs for it. */
  all: { memoryMb: number; cpuMsPerImage: number };
}

export interface PeersFigures extends Conditions {
  systems: Record<string, SystemFigures | Skipped>;
}

export function figuresOf({ details, enrolled, load, own, all, othersCores }: Run): SystemFigures {
  const requests = load.answers.length;
  const { right, failed } = verdictOn(load);
  const faces = (least: number, most: number) =>
    load.answers.filter(
      ({ answer }) => !(answer instanceof Error) && answer.faces >= least && answer.faces <= most,
    ).length;
  const usage = ({ cpuMs, memoryBytes }: Usage) => ({
    memoryMb: Math.round(memoryBytes / 1e6),
    cpuMsPerImage: round(cpuMs / requests),
  });
  return {
    details,
    imagesPerS: round((1000 * (requests - failed)) / load.wallMs),
    p50Ms: round(percentile(load.latenciesMs, 0.5)),
    p99Ms: round(percentile(load.latenciesMs, 0.99)),
    failed,
    ...(enrolled === undefined
      ? { right: null, found: { one: faces(1, 1), any: faces(1, Infinity) }, enrolled: null }
      : { right, found: null, enrolled }),
    ...usage(own),
    othersCores: round(othersCores),
    all: usage(all),
  };
}

export function peersReport(figures: PeersFigures): string {
  const { requests, systems } = figures;
  const head = ['', 'images/s', 'p50', 'p99', 'right', 'memory', 'CPU an image', 'others meanwhile'];
  const rows = Object.entries(systems).flatMap(([system, of]) =>
    isSkipped(of)
      ? []
      : [
          [
            system,
            of.imagesPerS.toFixed(1),
            `${of.p50Ms.toFixed(0)} ms`,
            `${of.p99Ms.toFixed(0)} ms`,
            of.right === null ? 'detects only' : `${of.right} of ${requests}`,
            `${of.memoryMb} MB`,
            `${of.cpuMsPerImage.toFixed(1)} ms`,
            `${of.othersCores.toFixed(1)} cores`,
          ],
        ],
  );
  const sentences = Object.entries(systems).map(
    ([system, of]) =>
      `${system}: ${isSkipped(of) ? `skipped: ${of.skipped}` : sentencesOn(of, figures).join('; ')}.`,
  );
  return [titleOf(figures), alignedColumns([head, ...rows]), sentences.join('\n')].join('\n\n');
}

function titleOf({ requests, concurrency, cores, images }: Conditions): string {
  const { smallest, largest, meanBytes } = images;
  const [least, most] = [smallest, largest].map(({ width, height }) => `${width}x${height}`);
  return [
    `${requests} photographs of ${least === most ? least : `${least} to ${most}`} pixels, ${(meanBytes / 1000).toFixed(0)} kB in the mean`,
    `${concurrency} at once`,
    `${cores} cores`,
    'one system after the other, each of them warm',
  ].join(', ');
}

/** What the table has no room for. */
function sentencesOn(of: SystemFigures, { requests, toEnrol }: Conditions): string[] {
  const { details, found, failed, enrolled, memoryMb, all } = of;
  return [
    details,
    ...(found
      ? [`exactly one face found in ${found.one} of ${requests} photographs, at least one in ${found.any}`]
      : []),
    ...(enrolled !== null && enrolled < toEnrol ? [`took ${enrolled} of ${toEnrol} enrolments`] : []),
    ...(failed > 0 ? [`${failed} without an answer`] : []),
    ...(all.memoryMb > memoryMb
      ? [
          `these are gateway and recognizers: with scaler, SQS/S3 server and Redis it is ${all.memoryMb} MB and ${all.cpuMsPerImage.toFixed(1)} ms`,
        ]
      : []),
  ];
}

function isSkipped(of: SystemFigures | Skipped): of is Skipped {
  return 'skipped' in of;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
