import { alignedRows } from '../../support/text-table';
import { columns } from '../columns';
import type { CpuByRole } from '../process-meter';
import { percentile } from '../load';
import { summaryOf } from '../pipeline/samples';
import type { ClientAnswer } from './client';
import type { StoreReadsAnswer } from './store-reads';

interface LatencyFigures {
  requests: number;
  p50Ms: number;
  p99Ms: number;
}

function latencyFigures({ latenciesMs }: ClientAnswer): LatencyFigures {
  const ascending = latenciesMs.toSorted((a, b) => a - b);
  return {
    requests: ascending.length,
    p50Ms: percentile(ascending, 0.5),
    p99Ms: percentile(ascending, 0.99),
  };
}

export interface SaturationFigures extends LatencyFigures {
  /** How many answers had which status. */
  statuses: Record<number, number>;
  fromCache: number;
  requestsPerS: number;
  gatewayCpuMs: number;
  /** If it had one core to itself, and everybody else were as fast as it wants. */
  requestsPerGatewayCpuS: number;
  /** CPU of the SQS/S3 server, which works on the same cores. */
  cloudCpuMs: number;
}

export function saturationFigures(sent: ClientAnswer, cpuMs: CpuByRole): SaturationFigures {
  const requests = sent.latenciesMs.length;
  const gatewayCpuMs = (cpuMs.gateway ?? NaN) / requests;
  return {
    ...latencyFigures(sent),
    statuses: sent.statuses,
    fromCache: sent.fromCache,
    requestsPerS: (1000 * requests) / sent.wallMs,
    gatewayCpuMs,
    requestsPerGatewayCpuS: 1000 / gatewayCpuMs,
    cloudCpuMs: (cpuMs.cloud ?? NaN) / requests,
  };
}

/** Answers from the cache to requests that come at a rate. */
export interface ArrivalFigures extends LatencyFigures {
  perS: number;
  fromCache: number;
}

export function arrivalFigures(perS: number, sent: ClientAnswer): ArrivalFigures {
  return { ...latencyFigures(sent), perS, fromCache: sent.fromCache };
}

/** Medians [ms], and how much less time it takes from Redis. */
export interface Retrieval {
  redisMs: number;
  s3Ms: number;
  saving: number;
}

export function retrieval({ redisMs, s3Ms }: StoreReadsAnswer): Retrieval {
  const [redis, s3] = [summaryOf(redisMs).median, summaryOf(s3Ms).median];
  return { redisMs: redis, s3Ms: s3, saving: 1 - redis / s3 };
}

export interface GatewayFigures {
  concurrency: number;
  cached: SaturationFigures;
  unhurried: ArrivalFigures;
  new: SaturationFigures;
  retrieval: {
    /** GET of a recognition: HTTP, key, audit and all. */
    overHttp: Retrieval;
    /** The same where the gateway has it in its own memory [ms] */
    fromMemoryMs: number;
    /** What lies between: `ResultCache` and `ResultStore`, parsed. */
    ofStores: Retrieval;
  };
}

export function gatewayReport({
  concurrency,
  cached,
  unhurried,
  new: fresh,
  retrieval,
}: GatewayFigures): string {
  const { overHttp, fromMemoryMs, ofStores } = retrieval;
  return [
    `POST /v1/recognitions, ${concurrency} at once; no recognizer runs`,
    columns([
      [
        '',
        'answers',
        'requests/s',
        'gateway CPU',
        'requests per gateway CPU s',
        'SQS/S3 CPU',
        'p50',
        'p99 ms',
      ],
      ['answered from the cache', ...saturationRow(cached)],
      ['new images, 202', ...saturationRow(fresh)],
    ]),
    arrivalLine(unhurried),
    '',
    alignedRows('A stored result, one at a time, medians', [
      ['GET over HTTP, from the gateway’s memory', millis(fromMemoryMs)],
      ['GET over HTTP, from Redis / from S3', compared(overHttp)],
      ['the stores themselves, Redis / S3', compared(ofStores)],
    ]),
    'S3 is the local server here: within a region of AWS it takes several times as long, Redis hardly longer.',
  ].join('\n');
}

function saturationRow(figures: SaturationFigures): string[] {
  return [
    `${statusesText(figures.statuses)}; ${figures.fromCache} cached`,
    figures.requestsPerS.toFixed(1),
    millis(figures.gatewayCpuMs),
    figures.requestsPerGatewayCpuS.toFixed(0),
    millis(figures.cloudCpuMs),
    figures.p50Ms.toFixed(0),
    figures.p99Ms.toFixed(0),
  ];
}

function arrivalLine({ perS, requests, fromCache, p50Ms, p99Ms }: ArrivalFigures): string {
  const latency = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  return `The cache, asked ${perS} times a second, whatever is in the air: ${latency} (${fromCache} of ${requests} cached)`;
}

function statusesText(statuses: Record<number, number>): string {
  return Object.entries(statuses)
    .map(([status, times]) => `${times} x ${status}`)
    .join(', ');
}

function compared({ redisMs, s3Ms, saving }: Retrieval): string {
  return `${millis(redisMs)} / ${millis(s3Ms)}: ${(100 * saving).toFixed(0)} % saved`;
}

function millis(value: number): string {
  return `${value.toFixed(2)} ms`;
}
