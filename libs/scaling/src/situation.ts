import type { QueueCounts } from '@facefleet/contracts';
import { BootDistribution, type BootTimes, type StartPath } from './boot';
import { backlogOf } from './backlog';
import { type ArrivalForecast, forecastOf, NOTHING_LASTS } from './forecast/arrival-forecast';
import { type Cohort, waitingCohorts } from './forecast/arrival-log';
import { dispersionIndex } from './forecast/dispersion';
import { bestSeason, seasonRateAt } from './forecast/season';
import type { ArrivalMemory } from './forecast/arrival-memory';
import type { Observation } from './observation';
import { type Demand, demandOf, type Grid, MOST_STEPS } from './plan/demand';
import { type Crew, type Supply, supplyOf } from './plan/supply';
import type { ScalingPolicy } from './policy';
import type { Roster } from './roster';

/** Everything that a plan is made from: what waits, what will come, and who is there to do it. */
export interface Situation {
  queue: QueueCounts;
  waiting: Cohort[];
  inHand: number;
  forecast: ArrivalForecast;
  crew: Crew;
  serviceTimeS: number;
  /** Of the promised time, what is left for waiting and work [s] */
  deadlineS: number;
  /** Nine in ten workers wished for now are ready by then [s] */
  bootP90S: number;
}

/**
 * Deviations of margin: for arrivals above their forecast, which is the square root staffing rule, and for workers on their
 * way below their mean. In simulation anything from 0.5 to 1 does about as well; with none, traces miss.
 */
const ARRIVAL_DEVIATIONS = 0.5;
const BOOT_DEVIATIONS = 0.5;

/** Kept back of the promised time for what is not work: sending, receiving, fetching, looking [s] */
const OVERHEAD_S = 1;
const OVERHEAD_SERVICE_TIMES = 1.5;
const LONGEST_OVERHEAD_SHARE = 0.5;

export function situationOf(
  seen: Observation & { queue: QueueCounts },
  arrivals: ArrivalMemory,
  roster: Roster,
  policy: ScalingPolicy,
  serviceTimeS: number,
): Situation {
  const { queue } = seen;
  const ready = roster.counted.filter(({ phase }) => phase === 'ready');
  const readySlots = ready.reduce((sum, { slots }) => sum + slots, 0);
  const drainingSlots = roster.draining.reduce((sum, { slots }) => sum + slots, 0);
  // What nobody at work can hold is in the hands of somebody who died: it comes back.
  const stranded = Math.max(0, queue.inFlight - readySlots - drainingSlots);
  const inHand = Math.min(queue.inFlight, readySlots);
  const overheadS = OVERHEAD_S + OVERHEAD_SERVICE_TIMES * serviceTimeS;
  const nextBoot = bootTimesOf(nextPath(seen), seen, policy);
  return {
    queue,
    waiting: waitingCohorts(arrivals.log, queue.visible + queue.delayed + stranded, seen.oldestAgeS ?? 0),
    inHand,
    forecast: forecastWithSeason(arrivals, seen.nowMs, roster.counted.length === 0 && backlogOf(queue) === 0),
    crew: crewOf(seen, roster, policy, serviceTimeS, nextBoot),
    serviceTimeS,
    deadlineS: policy.deadlineS - Math.min(overheadS, LONGEST_OVERHEAD_SHARE * policy.deadlineS),
    bootP90S: nextBoot.p90S,
  };
}

/**
 * @param asleep there is nothing to do and nobody to do it. Only a season is a reason to get up: that somebody came
 *   lately was known, and weighed, when the last worker went.
 */
function forecastWithSeason(
  { log, dispersion, seasons }: ArrivalMemory,
  nowMs: number,
  asleep: boolean,
): ArrivalForecast {
  const index = dispersionIndex(dispersion);
  const forecast = asleep ? { ...NOTHING_LASTS, dispersion: index } : forecastOf(log, index);
  const season = bestSeason(seasons);
  return season ? { ...forecast, seasonPerS: (inS) => seasonRateAt(season, nowMs, inS) } : forecast;
}

/**
 * How far below their mean workers on their way are reckoned with. Where there is none yet and little to do, one that
 * comes at all does it: what counts then is whether one comes, and the plan asks for that by itself.
 */
export function bootDeviations({ crew, waiting, deadlineS }: Situation): number {
  if (crew.ready > 0) return BOOT_DEVIATIONS;
  const backlog = waiting.reduce((sum, { count }) => sum + count, 0);
  const byOne = crew.messagesPerS * crew.next.readiness(0, deadlineS).meanS;
  return BOOT_DEVIATIONS * Math.min(1, backlog / Math.max(2 * byOne, 1));
}

/** Demand and supply until so long after a worker wished for now would be ready. */
export function outlook(situation: Situation, furtherS: number): { demand: Demand; supply: Supply } {
  const { waiting, inHand, forecast, crew, deadlineS, bootP90S } = situation;
  const untilS = bootP90S + furtherS;
  const attainableS = bootP90S + situation.serviceTimeS;
  const grid = gridOver(Math.max(untilS, attainableS) + deadlineS, Math.min(deadlineS, bootP90S));
  const demand = demandOf({
    waiting,
    inHand,
    forecast,
    deviations: ARRIVAL_DEVIATIONS,
    deadlineS,
    untilS,
    attainableS,
    grid,
  });
  return { demand, supply: supplyOf(crew, grid) };
}

const STEPS_PER_SHORTEST = 20;

function gridOver(lengthS: number, shortestS: number): Grid {
  const steps = Math.ceil(Math.min(MOST_STEPS, (lengthS * STEPS_PER_SHORTEST) / Math.max(shortestS, 0.001)));
  return { steps, stepS: lengthS / steps };
}

/** Stopped machines are started before any is bought. */
function nextPath(seen: Observation): StartPath {
  if ((seen.stoppedMachines ?? 0) > 0) return 'stopped';
  return seen.boots?.hot && !seen.boots.cold ? 'hot' : 'cold';
}

/** Half of the boots take about half as long as the slowest tenth do; so it was measured of machines. */
const P50_OF_P90 = 0.5;

export function bootTimesOf(path: StartPath, seen: Observation, policy: ScalingPolicy): BootTimes {
  const slowestS = seen.bootS ?? policy.bootS;
  const { p50S, p90S } = seen.boots?.[path] ?? { p50S: P50_OF_P90 * slowestS, p90S: slowestS };
  // Clocks that were set back measure times below zero: no reason to stop deciding.
  return { p50S: Math.max(0, p50S), p90S: Math.max(0, p90S) };
}

function crewOf(
  seen: Observation,
  roster: Roster,
  policy: ScalingPolicy,
  serviceTimeS: number,
  nextBoot: BootTimes,
): Crew {
  const distributions = new Map<StartPath, BootDistribution>();
  const distributionOf = (path: StartPath) => {
    let found = distributions.get(path);
    if (!found) distributions.set(path, (found = new BootDistribution(bootTimesOf(path, seen, policy))));
    return found;
  };
  const groups = new Map<string, Crew['booting'][number]>();
  let ready = 0;
  for (const { phase, worker, slots } of roster.counted) {
    const share = slots / policy.slots;
    if (phase === 'ready') ready += share;
    else {
      const path = worker.startPath ?? nextPath(seen);
      const ageS = Math.round(worker.ageS / AGE_STEP_S) * AGE_STEP_S;
      const group = groups.get(`${path} ${ageS}`);
      if (group) group.count += share;
      else groups.set(`${path} ${ageS}`, { boot: distributionOf(path), ageS, count: share });
    }
  }
  return {
    ready,
    booting: [...groups.values()],
    next: new BootDistribution(nextBoot),
    messagesPerS: policy.slots / serviceTimeS,
  };
}

/** Workers that are nearly of one age are taken for one group [s] */
const AGE_STEP_S = 2;
