import type { ArrivalTrace } from '../world';
import { IntegerSchedule } from './integer-schedule';
import { machineCaps } from './machine-caps';
import { BLOCK_S, planSteps } from './step-plan';
import { WorkTube } from './work-tube';

export interface BoundInput {
  trace: ArrivalTrace;
  sloS: number;
  serviceS: number;
  slots: number;
  maxWorkers: number;
  bootS: number;
  minBillS: number;
  allowedMisses?: number;
}
export interface ClairvoyantBound { instanceS: number; workS: number; method: string; }

export function clairvoyantBound(input: BoundInput, res = { stepsPerDelay: 20, maxQuanta: 96 }): ClairvoyantBound {
  const { trace, sloS, serviceS, slots, bootS, minBillS } = input;
  const tube = new WorkTube(trace, sloS, serviceS);
  const machineS = serviceS / slots;
  const t0 = Date.now();
  const caps = machineCaps(tube, slots / serviceS, BLOCK_S)!;
  const plan = planSteps(tube, caps, machineS, bootS, res);
  const ops = plan.reduce((a, b) => a + b.steps * b.states * 8, 0);
  console.log('caps', Math.max(...caps), 'ms', Date.now() - t0, 'steps', plan.reduce((a, b) => a + b.steps, 0), 'ops', ops.toExponential(2));
  const workS = tube.total * machineS;
  if (ops > 1e11) return { instanceS: workS, workS, method: 'work' };
  const s = new IntegerSchedule(tube, { startS: bootS, keepS: Math.max(0, minBillS - bootS), skip: Infinity }, plan);
  return { instanceS: s.leastCostS(), workS, method: 'integer' };
}
