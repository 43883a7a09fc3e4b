import { alignedRows } from '../support/text-table';
import { count, countOf, listOf } from './counts';
import { FLAT_RULE, type Growth, growthOf } from './growth';
import { type FuzzRun, isBroken, type Outcome } from './run';
import type { Ending } from './verdict';

/** A single image that takes this long is worth a look [ms of CPU]. */
const SLOW_MS = 2_000;
const SLOWEST = 5;

export interface FuzzFigures {
  seed: number;
  images: number;
  imagesPerS: number;
  /** Ends of the pipeline: `result` or a code, or `broken`. */
  byEnding: Record<string, number>;
  /** The same for each kind of mutation. */
  byMutation: Record<string, Record<string, number>>;
  /** Ends of the gateway's check. */
  byGateway: Record<string, number>;
  /** The gateway refused what the pipeline would have read. */
  refusedThoughReadable: number;
  cpuMs: { mean: number; median: number; slow: number };
  slowest: Outcome[];
  broken: Outcome[];
  memory: Growth;
}

export function figuresOf({ seed, outcomes, wallMs }: FuzzRun): FuzzFigures {
  const byMutation: FuzzFigures['byMutation'] = {};
  for (const { mutation, pipeline } of outcomes) count((byMutation[mutation] ??= {}), endOf(pipeline));
  const bySlowness = outcomes.toSorted((a, b) => b.cpuMs - a.cpuMs);
  return {
    seed,
    images: outcomes.length,
    imagesPerS: outcomes.length / (wallMs / 1000),
    byEnding: countOf(outcomes.map(({ pipeline }) => endOf(pipeline))),
    byMutation,
    byGateway: countOf(outcomes.map(({ gateway }) => endOf(gateway))),
    refusedThoughReadable: outcomes.filter(
      ({ gateway, pipeline }) => gateway.kind === 'refused' && pipeline.kind === 'result',
    ).length,
    cpuMs: {
      mean: outcomes.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / outcomes.length,
      median: bySlowness[Math.floor(bySlowness.length / 2)]?.cpuMs ?? 0,
      slow: outcomes.filter(({ cpuMs }) => cpuMs > SLOW_MS).length,
    },
    slowest: bySlowness.slice(0, SLOWEST),
    broken: outcomes.filter(isBroken),
    memory: growthOf(longestStretch(outcomes.map(({ rssBytes }) => rssBytes))),
  };
}

/** What `npm run fuzz` fails for. */
export function hasFailed({ broken, memory }: FuzzFigures): boolean {
  return broken.length > 0 || memory.isFlat === false;
}

export function fuzzReport(figures: FuzzFigures): string {
  const { cpuMs, memory } = figures;
  const verdict = { true: 'flat', false: 'GROWS', undefined: 'too few images to say' }[String(memory.isFlat)];
  const named = (image: Outcome) => `image ${image.index} (${image.mutation}, ${image.base})`;
  return [
    alignedRows(`${figures.images} images, seed ${figures.seed}`, [
      ['images/s', figures.imagesPerS.toFixed(1)],
      ['broken', String(figures.broken.length)],
      ['the pipeline ends in', listOf(figures.byEnding)],
      ['the gateway ends in', listOf(figures.byGateway)],
      ['refused there though readable', String(figures.refusedThoughReadable)],
      ['CPU per image', `mean ${cpuMs.mean.toFixed(1)} ms, median ${cpuMs.median.toFixed(1)} ms`],
      [`over ${SLOW_MS} ms of CPU`, `${cpuMs.slow} images`],
      ...figures.slowest.map((image, i): [string, string] => [
        i === 0 ? 'slowest' : '',
        `${image.cpuMs.toFixed(0)} ms: ${named(image)}, ${endOf(image.pipeline)}`,
      ]),
      ['memory', `${verdict}: ${(memory.secondHalfRise / 2 ** 20).toFixed(1)} MB over the second half`],
      [
        'lowest memory by tenths',
        tenthsOf(memory.floors)
          .map((bytes) => (bytes / 2 ** 20).toFixed(0))
          .join(' ') + ' MB',
      ],
      ['', FLAT_RULE],
    ]),
    alignedRows(
      'Ends by mutation',
      Object.entries(figures.byMutation).map(([name, ends]) => [name, listOf(ends)]),
    ),
    ...figures.broken.map((image) => `! ${named(image)}: ${whyOf(image)}`),
  ].join('\n\n');
}

/** Where a process was lost, a new one began with less. */
function longestStretch(values: readonly (number | undefined)[]): number[] {
  const stretches: number[][] = [[]];
  for (const value of values) {
    if (value === undefined) stretches.push([]);
    else stretches.at(-1)?.push(value);
  }
  return stretches.reduce((longest, stretch) => (stretch.length > longest.length ? stretch : longest));
}

function endOf(ending: Ending): string {
  switch (ending.kind) {
    case 'result':
      return ending.kind;
    case 'refused':
      return ending.code;
    case 'broken':
      return ending.kind;
  }
}

function whyOf({ gateway, pipeline }: Outcome): string {
  if (pipeline.kind === 'broken') return pipeline.why;
  return gateway.kind === 'broken' ? `in the gateway's check: ${gateway.why}` : '';
}

function tenthsOf(floors: readonly number[]): number[] {
  const size = Math.max(1, Math.ceil(floors.length / 10));
  return floors
    .filter((_, i) => i % size === 0)
    .map((_, tenth) => Math.min(...floors.slice(tenth * size, (tenth + 1) * size)));
}
