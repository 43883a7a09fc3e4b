import { percentile } from '../bench/load';
import { alignedRows } from '../support/text-table';
import type { Fared, LoadRun } from './run';

interface Times {
  count: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface LoadFigures {
  askedPerS: number;
  seconds: number;
  /** Less than was asked: this machine, or the line, is too slow. */
  sentPerS: number;
  heldBack: number;
  /** Of those with an answer at once, `200`. */
  answered: Times;
  byOutcome: Record<string, Times>;
  sentBack: number;
  withoutRetryAfter: number;
  comesBack: boolean;
  retryAfterS: { least: number; most: number } | undefined;
  /** Neither answered nor told when to come back. */
  failed: number;
}

export function figuresOf({ options, fared, heldBack, sentForS }: LoadRun): LoadFigures {
  const outcomes = [...new Set(fared.map(({ outcome }) => outcome))].sort();
  const of = (outcome: string) => timesOf(fared.filter((one) => one.outcome === outcome));
  const retryAfterS = fared.flatMap((one) => one.retryAfterS);
  const sum = (count: (one: Fared) => number) => fared.reduce((total, one) => total + count(one), 0);
  return {
    askedPerS: options.ratePerS,
    seconds: options.seconds,
    sentPerS: fared.length / sentForS,
    heldBack,
    answered: timesOf(fared.filter(({ status }) => status === 200)),
    byOutcome: Object.fromEntries(outcomes.map((outcome) => [outcome, of(outcome)])),
    sentBack: sum((one) => one.sentBack),
    withoutRetryAfter: sum((one) => one.withoutRetryAfter),
    comesBack: options.comesBack,
    retryAfterS:
      retryAfterS.length === 0
        ? undefined
        : { least: Math.min(...retryAfterS), most: Math.max(...retryAfterS) },
    failed: fared.filter((one) => !isFine(one)).length,
  };
}

function isFine({ status = 0, retryAfterS, sentBack, withoutRetryAfter }: Fared): boolean {
  if (status === 200 || status === 202) return true;
  return sentBack > 0 && withoutRetryAfter === 0 && retryAfterS.length > 0 && [429, 503].includes(status);
}

function timesOf(fared: Fared[]): Times {
  const tookMs = fared.map((one) => one.tookMs).sort((a, b) => a - b);
  return {
    count: tookMs.length,
    p50Ms: percentile(tookMs, 0.5),
    p95Ms: percentile(tookMs, 0.95),
    p99Ms: percentile(tookMs, 0.99),
    maxMs: tookMs.at(-1) ?? 0,
  };
}

export function loadReport(figures: LoadFigures): string {
  const { answered, byOutcome, retryAfterS, comesBack } = figures;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const times = ({ p50Ms, p95Ms, p99Ms, maxMs }: Times) =>
    [p50Ms, p95Ms, p99Ms, maxMs].map(seconds).join(', ');
  const told =
    retryAfterS === undefined
      ? 'nobody was told to'
      : `${figures.sentBack} times, after ${retryAfterS.least} to ${retryAfterS.most} s; ${figures.withoutRetryAfter} times without saying when`;
  return [
    alignedRows('\nLoad', [
      ['asked', `${figures.askedPerS} a second for ${figures.seconds} s`],
      ['sent', `${figures.sentPerS.toFixed(1)} a second; ${figures.heldBack} not, because too many waited`],
      ['answered with 200: p50, p95, p99, most', times(answered)],
      [`come back later (${comesBack ? 'done' : 'not done'})`, told],
      ['failed', String(figures.failed)],
    ]),
    alignedRows(
      'By code: how many; p50, p95, p99, most',
      Object.entries(byOutcome).map(([outcome, of]) => [outcome, `${of.count}; ${times(of)}`]),
    ),
  ].join('\n');
}
