import type { BarePipelineRun } from './bare-pipeline';
import { columns } from './columns';
import type { CpuByRole } from './process-meter';
import { type Load, percentile } from './load';
import type { PlannedRun } from './plan';
import type { Recognition } from './recognition';
import { verdictOn } from './verdict';

export interface BenchFigures extends PlannedRun {
  right: number;
  wrong: number;
  failed: number;
  fromCache: number;
  wallS: number;
  imagesPerS: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** User and system time of each process, per request; from no worker, the start of the recognizers is in it. */
  cpuMsPerImage: {
    gateway: number;
    recognizer: number;
    scaler: number;
    cloud: number;
    redis: number;
    /** This tool, which works on the same cores. */
    client: number;
  };
  /** So many cores were busy with what is not part of the measurement: above 0.1, trust CPU and ratios only. */
  otherCores: number;
  bareCpuMsPerImage: number;
  bareWallS: number;
  /** CPU of gateway and recognizer together, over the CPU of decoding and models alone. */
  ratio: number;
}

export function figuresOf(
  run: PlannedRun,
  load: Load<Recognition>,
  cpuMs: CpuByRole,
  bare: BarePipelineRun,
): BenchFigures {
  const requests = load.answers.length;
  const { right, wrong, failed } = verdictOn(load);
  const perImage = (role: string) => round((cpuMs[role] ?? 0) / requests, 2);
  const cpuMsPerImage = {
    gateway: perImage('gateway'),
    recognizer: perImage('recognizer'),
    scaler: perImage('scaler'),
    cloud: perImage('cloud'),
    redis: perImage('redis'),
    client: perImage('client'),
  };
  return {
    ...run,
    requests,
    right,
    wrong,
    failed,
    fromCache: load.answers.filter(({ answer }) => !(answer instanceof Error) && answer.fromCache).length,
    wallS: round(load.wallMs / 1000, 3),
    imagesPerS: round((1000 * requests) / load.wallMs, 1),
    p50Ms: round(percentile(load.latenciesMs, 0.5), 1),
    p95Ms: round(percentile(load.latenciesMs, 0.95), 1),
    p99Ms: round(percentile(load.latenciesMs, 0.99), 1),
    cpuMsPerImage,
    otherCores: round(otherCores(cpuMs, load.wallMs), 2),
    bareCpuMsPerImage: round(bare.cpuMsPerImage, 2),
    bareWallS: round(bare.wallS, 3),
    ratio: round((cpuMsPerImage.gateway + cpuMsPerImage.recognizer) / bare.cpuMsPerImage, 2),
  };
}

function otherCores({ machine = NaN, ...roles }: CpuByRole, wallMs: number): number {
  const ours = Object.values(roles).reduce((sum, ms) => sum + ms, 0);
  return Math.max(0, (machine - ours) / wallMs);
}

export function titleOf({ requests, concurrency, sizeKb, start, images }: PlannedRun): string {
  const size = sizeKb === undefined ? '' : ` of ${sizeKb} KB`;
  const state = start === 'zero' ? 'from zero workers' : 'all workers up';
  const which = images === 'new' ? '' : ', the same images again';
  return `${requests} requests${size}, ${concurrency} at once, ${state}${which}`;
}

/** All runs, one below the other. */
export function benchTable(all: BenchFigures[]): string {
  const header = ['images', 'at once', 'workers', 'right/wrong/failed', 'cached', 's', 'images/s'];
  const latency = ['p50', 'p95', 'p99 ms'];
  const cpu = ['gateway', 'recognizer', 'scaler', 'SQS/S3', 'Redis', 'client', 'bare', 'ratio', 'others'];
  return columns([
    [...header, ...latency, ...cpu],
    ...all.map((figures) => [
      `${figures.sizeKb === undefined ? 'as they are' : `${figures.sizeKb} KB`}, ${figures.images}`,
      String(figures.concurrency),
      figures.start === 'zero' ? 'from zero' : 'up',
      `${figures.right}/${figures.wrong}/${figures.failed}`,
      String(figures.fromCache),
      figures.wallS.toFixed(1),
      figures.imagesPerS.toFixed(1),
      ...[figures.p50Ms, figures.p95Ms, figures.p99Ms].map((value) => value.toFixed(0)),
      ...Object.values(figures.cpuMsPerImage).map((value) => value.toFixed(1)),
      figures.bareCpuMsPerImage.toFixed(1),
      figures.ratio.toFixed(2),
      figures.otherCores.toFixed(1),
    ]),
  ]);
}

export const LEGEND = `CPU of each process in ms an image, user and system; from zero workers with the start of the recognizers.
SQS/S3 and Redis are not ours on AWS; the client is this tool. Bare: decoding and both models, no service.
Ratio: (gateway + recognizer) / bare. Others: cores that were busy with what is not part of this; where there are any,
trust CPU and ratios, not times.`;

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
