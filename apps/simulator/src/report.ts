import { FACEFLEET } from '@facefleet/scaling';
import { type Column, columns } from './columns';
import type { Contest } from './contest';
import type { SimulatorOptions } from './options';
import { type Row, rowsOf } from './row';
import { betterThanOurs } from './verdict';
import { countText, durationText, percentText, waitText } from './wording';

/** Beyond this, hours say more than seconds [instance seconds] */
const IN_HOURS_FROM_S = 36_000;

/** A head, the table, and a sentence about who was better than we. */
export function contestReport(contest: Contest, options: SimulatorOptions): string {
  const rows = rowsOf(contest);
  const cost = costUnit(rows);
  return [
    headOf(contest, options, cost),
    columns(tableColumns(cost), rows),
    verdictSentence(rows, cost) ?? '',
    '',
  ].join('\n');
}

/** After several tables, what matters of them. */
export function summary(rowsOfContests: readonly Row[][]): string | undefined {
  const judged = rowsOfContests.map(betterThanOurs).filter((verdict) => verdict !== undefined);
  if (judged.length < 2) return undefined;
  const beaten = judged.filter(({ better }) => better.length > 0);
  if (beaten.length === 0) {
    return `In none of these ${judged.length} contests did a baseline have both fewer misses and a lower cost than ${FACEFLEET}.`;
  }
  const where = beaten.map(({ ours, better }) => {
    return `${ours.trace} at ${ours.sloS} s (${better.map(({ policy }) => policy).join(', ')})`;
  });
  return `In ${beaten.length} of these ${judged.length} contests a baseline had both fewer misses and a lower cost than ${FACEFLEET}: ${where.join('; ')}.`;
}

interface CostUnit {
  name: string;
  text: (instanceS: number) => string;
}

function costUnit(rows: readonly Row[]): CostUnit {
  const most = Math.max(...rows.map(({ billedInstanceS }) => billedInstanceS));
  if (most < IN_HOURS_FROM_S) return { name: 'instance-s', text: (timeS) => timeS.toFixed(0) };
  const digits = most < 100 * 3600 ? 2 : 1;
  return { name: 'instance-h', text: (timeS) => (timeS / 3600).toFixed(digits) };
}

function headOf(
  { world, neededWorkers, bound, outcomes }: Contest,
  options: SimulatorOptions,
  cost: CostUnit,
): string {
  const { trace, sloS, serviceTime, boots, slots, maxWorkers } = world;
  const requests = outcomes[0]?.requests ?? 0;
  const scaled =
    options.maxWorkers === 'auto' && maxWorkers > neededWorkers && neededWorkers > 20
      ? `, scaled: its busiest minute keeps ${countText(neededWorkers)} busy`
      : '';
  const kind = bound.withinMaxWorkers ? bound.method : `${bound.method}, with more workers than there may be`;
  const { p50S, p90S } = boots.cold;
  return [
    `${trace.name}: ${countText(requests)} requests in ${durationText(trace.binS * trace.counts.length)}, promised in ${sloS} s`,
    `${serviceTime.meanS} s each on ${slots === 1 ? 'one slot' : `one of ${slots} slots`} (cv ${serviceTime.cv}), boot ${p50S} s (p90 ${p90S} s), at most ${countText(maxWorkers)} workers${scaled}; bound ${cost.text(bound.instanceS)} ${cost.name} (${kind})`,
  ].join('\n');
}

function tableColumns(cost: CostUnit): Column<Row>[] {
  return [
    { head: 'policy', of: ({ policy }) => policy },
    { head: 'requests', of: ({ requests }) => countText(requests) },
    { head: 'missed', of: ({ missed }) => countText(missed) },
    { head: '%', of: ({ missedShare }) => percentText(missedShare) },
    { head: 'p50 s', of: ({ p50WaitS }) => waitText(p50WaitS) },
    { head: 'p95 s', of: ({ p95WaitS }) => waitText(p95WaitS) },
    { head: 'p99 s', of: ({ p99WaitS }) => waitText(p99WaitS) },
    { head: cost.name, of: ({ billedInstanceS }) => cost.text(billedInstanceS) },
    { head: 'x bound', of: ({ boundRatio }) => boundRatio?.toFixed(2) ?? '-' },
    { head: 'launches', of: ({ launches }) => countText(launches) },
    { head: 'turns', of: ({ directionChanges }) => countText(directionChanges) },
    { head: 'peak', of: ({ peakInstances }) => countText(peakInstances) },
    {
      head: 'theta -/+',
      of: ({ thetaUnder, thetaOver }) => `${shareText(thetaUnder)}/${shareText(thetaOver)}`,
    },
    { head: 'tau -/+', of: ({ tauUnder, tauOver }) => `${shareText(tauUnder)}/${shareText(tauOver)}` },
  ];
}

function shareText(share: number): string {
  return Number.isFinite(share) ? share.toFixed(2) : '-';
}

function verdictSentence(rows: readonly Row[], cost: CostUnit): string | undefined {
  const verdict = betterThanOurs(rows);
  if (verdict === undefined || rows.length < 2) return undefined;
  const { ours, better } = verdict;
  if (better.length === 0) return `No baseline had both fewer misses and a lower cost than ${FACEFLEET}.`;
  const figures = ({ missed, billedInstanceS }: Row) =>
    `${countText(missed)} missed, ${cost.text(billedInstanceS)} ${cost.name}`;
  const who = better.map((row) => `${row.policy} (${figures(row)})`).join(', ');
  return `Both fewer misses and a lower cost than ${FACEFLEET} (${figures(ours)}): ${who}.`;
}
