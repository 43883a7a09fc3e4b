import type { ArrivalTrace, ClairvoyantBound, Outcome, World } from '@facefleet/scaling';

/** What the simulator is asked for, and what comes back. */
export interface Jobs {
  read: { asked: { name: string; text: string }; answer: ArrivalTrace };
  make: { asked: { name: string; seed: number }; answer: ArrivalTrace };
  bound: { asked: { world: World }; answer: ClairvoyantBound };
  simulate: { asked: { world: World; policy: string }; answer: Outcome };
}

export type JobKind = keyof Jobs;
export type Job = { [Kind in JobKind]: { kind: Kind } & Jobs[Kind]['asked'] }[JobKind];

export type Reply = { answer: Jobs[JobKind]['answer'] } | { complaint: string };
