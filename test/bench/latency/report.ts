import { columns } from '../columns';
import { percentile } from '../load';

/** Of one image [ms] */
export interface LatencyPair {
  serviceMs: number;
  bareMs: number;
}

export interface LatencyFigures {
  sizeKb: number | undefined;
  requests: number;
  serviceMs: Percentiles;
  bareMs: Percentiles;
  /** Of each image: what the service takes beyond the pipeline. */
  differenceMs: Percentiles;
}

interface Percentiles {
  p50: number;
  p95: number;
}

export function latencyFigures(sizeKb: number | undefined, pairs: LatencyPair[]): LatencyFigures {
  return {
    sizeKb,
    requests: pairs.length,
    serviceMs: percentilesOf(pairs.map(({ serviceMs }) => serviceMs)),
    bareMs: percentilesOf(pairs.map(({ bareMs }) => bareMs)),
    differenceMs: percentilesOf(pairs.map(({ serviceMs, bareMs }) => serviceMs - bareMs)),
  };
}

export function latencyTable(all: LatencyFigures[]): string {
  return [
    'One request alone, all workers up: milliseconds, p50 / p95',
    columns([
      ['images', 'requests', 'service', 'bare pipeline', 'difference'],
      ...all.map(({ sizeKb, requests, serviceMs, bareMs, differenceMs }) => [
        sizeKb === undefined ? 'as they are' : `${sizeKb} KB`,
        String(requests),
        ...[serviceMs, bareMs, differenceMs].map(({ p50, p95 }) => `${p50.toFixed(1)} / ${p95.toFixed(1)}`),
      ]),
    ]),
  ].join('\n');
}

function percentilesOf(values: number[]): Percentiles {
  const ascending = values.toSorted((a, b) => a - b);
  return { p50: percentile(ascending, 0.5), p95: percentile(ascending, 0.95) };
}
