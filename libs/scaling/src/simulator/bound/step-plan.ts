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
  maxMachines: number;
  /** States at a time, roughly. */
  states: number;
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
/** Steps need not be shorter than this share of the longest one. */
const SHORTEST_SHARE = 0.02;

/**
 * @param machineS work of one message [machine seconds]
 * @param maxStepS a gap shorter than a step must not be worth a stop of a machine
 */
export function planSteps(
  tube: WorkTube,
  caps: Int32Array,
  machineS: number,
  maxStepS: number,
  resolution: Resolution,
): Block[] {
  const blocks: Block[] = [];
  const wishedS = Math.min(maxStepS, Math.max(tube.delayS / resolution.stepsPerDelay, maxStepS * SHORTEST_SHARE));
  let fromS = 0;
  for (let block = 0; block < caps.length; block++) {
    const untilS = Math.min(tube.endS, (block + 1) * BLOCK_S);
    if (untilS <= fromS) continue;
    const messages = mostMessages(tube, fromS, untilS);
    const quantaPerMessage = split(machineS, wishedS, maxStepS, messages / resolution.maxQuanta);
    const quantumS = machineS / quantaPerMessage;
    // With nothing to do or to come there is nothing to see in between.
    const quantaPerStep = Math.max(1, Math.floor((messages === 0 ? maxStepS : wishedS) / quantumS + 1e-9));
    const stepS = quantaPerStep * quantumS;
    const steps = Math.ceil((untilS - fromS) / stepS - 1e-9);
    // The last step may end in the next block.
    const maxMachines = Math.max(caps[block]!, caps[block + 1] ?? 1);
    const states = (maxMachines + 1) * (messages * quantaPerMessage + 1);
    blocks.push({ fromS, steps, stepS, quantumS, quantaPerMessage, quantaPerStep, maxMachines, states });
    fromS += steps * stepS;
  }
  return blocks;
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
