import type { BarePipelineRun } from './bare-pipeline';
import { type Load, percentile } from './load';
import type { CpuByRole } from './process-meter';
import type { Recognition } from './recognition';
import { verdictOn } from './verdict';

export interface BenchFigures {
  requests: number;
  right: number;
  wrong: number;
  failed: number;
  wallS: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  /** User and system time of each process, per request; the start of the recognizers is in it. */
  cpuMsPerImage: { gateway: number; recognizer: number; scaler: number; cloud: number; redis: number };
  bareCpuMsPerImage: number;
  bareWallS: number;
  /** CPU of gateway and recognizer together, over the CPU of decoding and models alone. */
  ratio: number;
}

export function figuresOf(load: Load<Recognition>, cpuMs: CpuByRole, bare: BarePipelineRun): BenchFigures {
  const requests = load.answers.length;
  const { right, wrong, failed } = verdictOn(load);
  const perImage = (role: string) => round((cpuMs[role] ?? 0) / requests, 2);
  const cpuMsPerImage = {
    gateway: perImage('gateway'),
    recognizer: perImage('recognizer'),
    scaler: perImage('scaler'),
    cloud: perImage('cloud'),
    redis: perImage('redis'),
  };
  return {
    requests,
    right,
    wrong,
    failed,
    wallS: round(load.wallMs / 1000, 3),
    p50Ms: round(percentile(load.latenciesMs, 0.5), 1),
    p95Ms: round(percentile(load.latenciesMs, 0.95), 1),
    p99Ms: round(percentile(load.latenciesMs, 0.99), 1),
    cpuMsPerImage,
    bareCpuMsPerImage: round(bare.cpuMsPerImage, 2),
    bareWallS: round(bare.wallS, 3),
    ratio: round((cpuMsPerImage.gateway + cpuMsPerImage.recognizer) / bare.cpuMsPerImage, 2),
  };
}

export function tableOf(title: string, figures: BenchFigures, fromCache: number): string {
  const { cpuMsPerImage: cpu } = figures;
  const rows: [string, string][] = [
    ['right / wrong / failed', `${figures.right} / ${figures.wrong} / ${figures.failed}`],
    ['answered from the cache', String(fromCache)],
    ['wall time', `${figures.wallS} s`],
    ['throughput', `${round(figures.requests / figures.wallS, 1)} requests/s`],
    ['p50 / p95 / p99', `${figures.p50Ms} / ${figures.p95Ms} / ${figures.p99Ms} ms`],
    ['CPU per image: gateway', `${cpu.gateway} ms`],
    ['               recognizer', `${cpu.recognizer} ms (their start included)`],
    ['               scaler', `${cpu.scaler} ms`],
    ['               SQS/S3 server', `${cpu.cloud} ms (not ours on AWS)`],
    ['               Redis', `${cpu.redis} ms`],
    ['bare pipeline: CPU per image', `${figures.bareCpuMsPerImage} ms`],
    ['               wall time', `${figures.bareWallS} s`],
    ['(gateway + recognizer) / bare', String(figures.ratio)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [title, ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join('\n');
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
