import type { WorkTube } from './work-tube';

/** A stretch of time that is looked at in equal steps. */
export interface Block {
  fromS: number;
  steps: number;
  stepS: number;
  /** Unit of work [machine seconds] */
  quantumS: number;
  quantaPerMessage: number;
  /** What a machine does in a step: a whole number. */
  quantaPerStep: number;
  /** By which the age of a young machine is told; a divisor of `quantaPerStep`. */
  quantaPerAge: number;
  maxMachines: number;
  /** That may wait, at most and roughly. */
  messages: number;
}

/** How fine the plan is. */
export interface Resolution {
  /** Steps within the time by which work may be delayed. */
  stepsPerDelay: number;
  /** Quanta between what can and what has to be done, if a quantum may be that long. */
  maxQuanta: number;
}

/** Arrivals differ from block to block, and so does what is worth looking at. */
export const BLOCK_S = 300;
const SAMPLES = 20;
/** What a row costs that is nearly empty, in states. */
const QUANTA_ASIDE = 5;
/** Steps are long enough for so many; rounded to quanta they may be some more. */
const USUAL_MAX_AGES = 40;
const MAX_AGES = 60;
/** Ages per step, if that does not make too many of them. */
const AGES_PER_STEP = [4, 2, 1];
const MANY_AGES = 12;
/** Steps need not be shorter than this share of the longest one. */
const SHORTEST_SHARE = 0.02;

/** States of the plan, roughly: machines x work done, for each step. What is done for a state takes some ten nanoseconds. */
export function statesOf(plan: readonly Block[], keepS: number): number {
  return plan.reduce((sum, block) => {
    const rows = block.maxMachines + 1 + agesWithin(keepS, block);
    return sum + block.steps * rows * (block.messages * block.quantaPerMessage + QUANTA_ASIDE);
  }, 0);
}

/** Ages that are told apart of a machine that is to be kept so long. */
export function agesWithin(keepS: number, { quantumS, quantaPerAge }: Block): number {
  return Math.max(0, Math.min(MAX_AGES, Math.ceil(keepS / (quantumS * quantaPerAge) - 1e-9) - 1));
}

/**
 * @param machineS work of one message [machine seconds]
 * @param keepS so long a start is kept at least
 * @param maxStepS a gap shorter than a step must not be worth a stop of a machine
 */
export function planSteps(
  tube: WorkTube,
  caps: Int32Array,
  machineS: number,
  keepS: number,
  maxStepS: number,
  resolution: Resolution,
): Block[] {
  const blocks: Block[] = [];
  const shortestS = Math.max(maxStepS * SHORTEST_SHARE, keepS / USUAL_MAX_AGES);
  const wishedS = Math.min(maxStepS, Math.max(tube.delayS / resolution.stepsPerDelay, shortestS));
  let fromS = 0;
  for (let block = 0; block < caps.length; block++) {
    const untilS = Math.min(tube.endS, (block + 1) * BLOCK_S);
    if (untilS <= fromS) continue;
    const messages = mostMessages(tube, fromS, untilS);
    const quantaPerMessage = split(machineS, wishedS, maxStepS, messages / resolution.maxQuanta);
    const quantumS = machineS / quantaPerMessage;
    const usual = stepQuanta(wishedS / quantumS, maxStepS / quantumS);
    // With nothing to do or to come there is nothing to see in between.
    const quantaPerStep =
      messages > 0 ? usual : usual * Math.max(1, Math.floor(maxStepS / (usual * quantumS) + 1e-9));
    const finest = AGES_PER_STEP.find(
      (ages) => usual % ages === 0 && (keepS * ages) / (usual * quantumS) <= MANY_AGES,
    );
    const quantaPerAge = usual / (finest ?? 1);
    const stepS = quantaPerStep * quantumS;
    const steps = Math.ceil((untilS - fromS) / stepS - 1e-9);
    // The last step may end in the next block.
    const maxMachines = Math.max(caps[block]!, caps[block + 1] ?? 1);
    blocks.push({
      fromS,
      steps,
      stepS,
      quantumS,
      quantaPerMessage,
      quantaPerStep,
      quantaPerAge,
      maxMachines,
      messages,
    });
    fromS += steps * stepS;
  }
  return blocks;
}

/** Many of them in fours, so that an age may be a part of a step. */
function stepQuanta(wished: number, most: number): number {
  const whole = Math.max(1, Math.min(Math.round(wished), Math.floor(most + 1e-9)));
  return whole > AGES_PER_STEP[0]! ? whole - (whole % AGES_PER_STEP[0]!) : whole;
}

/** A message is some quanta where it takes longer than a step, and many are one where there are many of them. */
function split(machineS: number, wishedS: number, maxStepS: number, messagesPerQuantum: number): number {
  if (machineS > wishedS) return Math.ceil(machineS / wishedS);
  const most = Math.floor(Math.log2(maxStepS / machineS));
  return 2 ** -Math.max(0, Math.min(most, Math.ceil(Math.log2(messagesPerQuantum))));
}

function mostMessages(tube: WorkTube, fromS: number, untilS: number): number {
  let most = 0;
  for (let i = 0; i <= SAMPLES; i++) {
    const tS = fromS + ((untilS - fromS) * i) / SAMPLES;
    most = Math.max(most, tube.availableBy(tS) - tube.dueBy(tS));
  }
  // Between the samples something may come and be done.
  return most === 0 ? tube.availableBy(untilS) - tube.dueBy(fromS) : most;
}
