import { furtherWorkers, type FurtherWorkers } from './plan/further-workers';
import type { ScalingPolicy } from './policy';
import type { Roster } from './roster';
import { bootDeviations, outlook, type Situation } from './situation';
import { seconds, some } from './wording';

export interface Want {
  /** Workers to launch, if there is room for them. */
  further: number;
  reasons: string[];
}

/** How many workers are missing, whatever room there is. */
export function want(
  situation: Situation,
  roster: Roster,
  policy: ScalingPolicy,
  othersInPlace: number,
): Want {
  const counted = roster.counted.length;
  const room = Math.max(0, policy.maxWorkers - othersInPlace - counted);
  const { demand, supply } = outlook(situation, 0);
  const plan = furtherWorkers({
    demand,
    supply,
    room,
    startCostS: startCostS(situation, policy),
    lateCostS: policy.lateCostS,
    deviations: bootDeviations(situation),
  });
  const reasons = [verdict(plan, counted, situation, policy), load(situation)];
  const short = policy.minWorkers - counted - plan.workers;
  if (short <= 0) return { further: plan.workers, reasons };
  return {
    further: plan.workers + short,
    reasons: [`At least ${some(policy.minWorkers, 'worker')} by policy.`, ...reasons],
  };
}

/** What a start costs beside the work it is for [s of a machine] */
export function startCostS({ crew }: Situation, policy: ScalingPolicy): number {
  return Math.max(crew.next.meanS, policy.minBillS);
}

function verdict(
  plan: FurtherWorkers,
  counted: number,
  { bootP90S }: Situation,
  policy: ScalingPolicy,
): string {
  const total = some(counted + plan.workers, 'worker');
  const keep = counted + plan.workers === 1 ? 'keeps' : 'keep';
  const promise = `the promised ${seconds(policy.deadlineS)}`;
  const late = (count: number) => some(Math.round(count), 'answer');
  switch (plan.verdict) {
    case 'enough-already':
      if (counted === 0 && plan.lateWithout === 0) return 'There is nothing to do.';
      return plan.lateWithout < 0.5
        ? `${total} ${keep} ${promise}.`
        : `${total}: ${late(plan.lateWithout)} would be late, but no further worker would be ready in time (${seconds(bootP90S)}).`;
    case 'meets-promise':
      return `${total} ${keep} ${promise}; with ${counted}, ${late(plan.lateWithout)} would be late.`;
    case 'as-good-as-can-be':
      return `More than ${total} would not pay: ${late(plan.lateWith)} will be later than ${promise}, with ${counted} it would be ${Math.round(plan.lateWithout)}.`;
    case 'maximum':
      return `Even the maximum of ${total} leaves ${late(plan.lateWith)} later than ${promise}.`;
  }
}

function load({ queue, waiting, forecast, serviceTimeS }: Situation): string {
  const oldest = waiting[0] ? `, the oldest ${seconds(waiting[0].ageS)} old` : '';
  const parts = `${queue.visible} waiting, ${queue.inFlight} in flight, ${queue.delayed} delayed${oldest}`;
  const rate = (Math.round((forecast.ratePerS + forecast.burstPerS) * 1000) / 1000).toPrecision(2);
  return `Backlog ${queue.visible + queue.inFlight + queue.delayed} (${parts}); ${Number(rate)} arrive a second, ${seconds(serviceTimeS)} each on a slot.`;
}
