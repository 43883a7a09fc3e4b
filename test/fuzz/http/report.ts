import { alignedRows } from '../../support/text-table';
import { count, countOf, listOf } from '../counts';
import { FLAT_RULE, type Growth, growthOf } from '../growth';
import type { HttpFuzzRun, Outcome } from './run';

const SLOWEST = 5;
const MOST_HEX = 2_000;

export interface HttpFuzzFigures {
  seed: number;
  requests: number;
  requestsPerS: number;
  operations: number;
  /** `200`, `400 request-invalid`, `closed` and so on. */
  byEnd: Record<string, number>;
  bySpoiling: Record<string, Record<string, number>>;
  /** Answers 500 and the like. */
  serverErrors: number;
  slowest: Outcome[];
  flaws: Outcome[];
  /** What was wrong with the system afterwards. */
  aftermath: string[];
  memory: Growth;
}

export function figuresOf(
  { seed, outcomes, wallMs, rss }: HttpFuzzRun,
  aftermath: string[],
): HttpFuzzFigures {
  const bySpoiling: HttpFuzzFigures['bySpoiling'] = {};
  for (const { spoiling, end } of outcomes) count((bySpoiling[spoiling] ??= {}), end);
  return {
    seed,
    requests: outcomes.length,
    requestsPerS: outcomes.length / (wallMs / 1000),
    operations: new Set(outcomes.map(({ target }) => target)).size,
    byEnd: countOf(outcomes.map(({ end }) => end)),
    bySpoiling,
    serverErrors: outcomes.filter(({ end }) => /^5/.test(end)).length,
    slowest: outcomes.toSorted((a, b) => b.tookMs - a.tookMs).slice(0, SLOWEST),
    flaws: outcomes.filter(({ flaw }) => flaw !== undefined),
    aftermath,
    memory: growthOf(rss),
  };
}

/** What `npm run fuzz:http` fails for. */
export function hasFailed({ flaws, aftermath, memory }: HttpFuzzFigures): boolean {
  return flaws.length > 0 || aftermath.length > 0 || memory.isFlat === false;
}

export function httpFuzzReport(figures: HttpFuzzFigures): string {
  const { memory, seed } = figures;
  const verdict = { true: 'flat', false: 'GROWS', undefined: 'too few requests to say' }[
    String(memory.isFlat)
  ];
  return [
    alignedRows(`${figures.requests} requests to ${figures.operations} operations, seed ${seed}`, [
      ['requests/s', figures.requestsPerS.toFixed(1)],
      ['wrong answers', String(figures.flaws.length)],
      ['answers 5xx', String(figures.serverErrors)],
      ['ends', listOf(figures.byEnd)],
      ...figures.slowest.map((outcome, i): [string, string] => [
        i === 0 ? 'slowest' : '',
        `${outcome.tookMs.toFixed(0)} ms: ${namedBy(outcome)}, ${outcome.end}`,
      ]),
      [
        'memory of the gateway',
        `${verdict}: ${(memory.secondHalfRise / 2 ** 20).toFixed(1)} MB over the second half`,
      ],
      [
        'lowest in each fiftieth',
        memory.floors.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ') + ' MB',
      ],
      ['', FLAT_RULE],
    ]),
    alignedRows(
      'Ends by kind of request',
      Object.entries(figures.bySpoiling).map(([name, ends]) => [name, listOf(ends)]),
    ),
    ...figures.flaws.map((flaw) => flawText(flaw, seed)),
    ...figures.aftermath.map((flaw) => `! ${flaw}`),
  ].join('\n\n');
}

export function flawText(outcome: Outcome, seed: number): string {
  const hex = outcome.shortest ?? outcome.bytes ?? '';
  const shown = hex.length > MOST_HEX ? `${hex.slice(0, MOST_HEX)}… (${hex.length / 2} bytes)` : hex;
  const again = `npm run fuzz:http -- --seed ${seed} --only ${outcome.index}`;
  return `! ${namedBy(outcome)}: ${outcome.flaw}\n  again: ${again}\n  hex: ${shown}`;
}

function namedBy({ index, spoiling, target }: Outcome): string {
  return `request ${index} (${spoiling}, ${target})`;
}
