import { percentile } from '../bench/load';
import { alignedRows, percent } from '../support/text-table';
import type { OverloadRun, Sent } from './run';

export interface OverloadFigures {
  seconds: number;
  limitS: number;
  capacityPerS: number;
  sentPerS: number;
  /** Of the capacity, so much was really asked. */
  factor: number;
  sent: number;
  accepted: number;
  refused: number;
  /** Answered neither with a result nor with `overloaded`. */
  failed: number;
  wrong: number;
  /** Refused without saying when to come back. */
  withoutRetryAfter: number;
  /** Accepted, and answered after more than the limit. */
  late: number;
  /** Of what was accepted [ms] */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Of what was refused [ms] */
  refusedP50Ms: number;
  refusedP99Ms: number;
  retryAfterS: { least: number; most: number };
  acceptedByKey: Record<string, { sent: number; accepted: number }>;
  /** Of the gateway [bytes] */
  rss: { start: number; most: number; secondQuarter: number; lastQuarter: number };
  problems: string[];
}

const PROBLEMS_SHOWN = 10;

export function figuresOf(run: OverloadRun): OverloadFigures {
  const { options, sent, broken, capacityPerS, sentForS, gatewayRss } = run;
  const accepted = sent.filter(({ status }) => status === 200 || status === 202);
  const refused = sent.filter(isRefused);
  const others = sent.filter((answer) => !accepted.includes(answer) && !isRefused(answer));
  const [acceptedMs, refusedMs] = [accepted, refused].map(ascendingMs) as [number[], number[]];
  const retryAfterS = refused.flatMap((answer) => answer.retryAfterS ?? []);
  const total = sent.length + broken.length;
  return {
    seconds: options.seconds,
    limitS: options.limitS,
    capacityPerS,
    sentPerS: total / sentForS,
    factor: total / sentForS / capacityPerS,
    sent: total,
    accepted: accepted.length,
    refused: refused.length,
    failed: others.length + broken.length,
    wrong: accepted.filter(({ isRight }) => !isRight).length,
    withoutRetryAfter: refused.filter((answer) => !((answer.retryAfterS ?? 0) >= 1)).length,
    late: acceptedMs.filter((tookMs) => tookMs > options.limitS * 1000).length,
    p50Ms: percentile(acceptedMs, 0.5),
    p99Ms: percentile(acceptedMs, 0.99),
    maxMs: acceptedMs.at(-1) ?? 0,
    refusedP50Ms: percentile(refusedMs, 0.5),
    refusedP99Ms: percentile(refusedMs, 0.99),
    retryAfterS: { least: Math.min(...retryAfterS), most: Math.max(...retryAfterS) },
    acceptedByKey: byKey(sent),
    rss: {
      start: gatewayRss[0] ?? 0,
      most: Math.max(...gatewayRss),
      secondQuarter: quarterMean(gatewayRss, 1),
      lastQuarter: quarterMean(gatewayRss, 3),
    },
    problems: [...broken, ...others.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)].slice(
      0,
      PROBLEMS_SHOWN,
    ),
  };
}

function isRefused({ status, body }: Sent): boolean {
  return status === 503 && (body as { code?: string }).code === 'overloaded';
}

function ascendingMs(answers: Sent[]): number[] {
  return answers.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
}

function byKey(sent: Sent[]): OverloadFigures['acceptedByKey'] {
  const keys: OverloadFigures['acceptedByKey'] = {};
  for (const { key, status } of sent) {
    const of = (keys[key] ??= { sent: 0, accepted: 0 });
    of.sent += 1;
    if (status < 300) of.accepted += 1;
  }
  return keys;
}

function quarterMean(values: number[], quarter: number): number {
  const size = values.length / 4;
  const part = values.slice(Math.floor(quarter * size), Math.ceil((quarter + 1) * size));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

export function overloadReport(figures: OverloadFigures): string {
  const { rss, acceptedByKey, retryAfterS } = figures;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const rate = (perS: number) => `${perS.toFixed(1)} a second`;
  return [
    alignedRows('\nOverload', [
      ['can be answered', rate(figures.capacityPerS)],
      [
        'asked',
        `${rate(figures.sentPerS)}, ${figures.factor.toFixed(1)} times as much, for ${figures.seconds} s`,
      ],
      ['accepted, refused', `${figures.accepted}, ${figures.refused} of ${figures.sent}`],
      ['wrong, failed', `${figures.wrong}, ${figures.failed}`],
      ['accepted: p50, p99, most', [figures.p50Ms, figures.p99Ms, figures.maxMs].map(seconds).join(', ')],
      [
        `later than ${figures.limitS} s`,
        `${figures.late} (${percent(figures.late / Math.max(1, figures.accepted))})`,
      ],
      ['refused: p50, p99', [figures.refusedP50Ms, figures.refusedP99Ms].map(seconds).join(', ')],
      [
        'Retry-After',
        `${retryAfterS.least} to ${retryAfterS.most} s; missing ${figures.withoutRetryAfter} times`,
      ],
      ["gateway's memory: start, most", `${mb(rss.start)}, ${mb(rss.most)}`],
      ['second quarter, last quarter', `${mb(rss.secondQuarter)}, ${mb(rss.lastQuarter)}`],
    ]),
    alignedRows(
      'By key',
      Object.entries(acceptedByKey).map(([key, { sent, accepted }]) => [
        key,
        `${accepted} of ${sent} accepted (${percent(accepted / sent)})`,
      ]),
    ),
    ...figures.problems.map((problem) => `  ! ${problem}`),
  ].join('\n');
}
