import type { ArrivalMemory } from './forecast/arrival-memory';
import type { Streak } from './streak';

/** What to do now, and why. Pure data. */
export interface ScalingDecision {
  /** Workers wanted, at most the maximum. */
  desired: number;
  /** Workers ready or on their way: neither those that drain nor those that fell silent. */
  current: number;
  action: 'launch' | 'drain' | 'hold' | 'freeze';
  /** Workers to launch now; can be fewer than `desired - current`, the reasons then say what is in the way. */
  launch: number;
  /** Workers to drain now, by id. Never in the same decision as a launch. */
  drain: string[];
  /** Sentences for an operator, most important first, with the numbers that were compared. */
  reasons: string[];
}

/** What a decision has to remember of the ones before it. Plain data. */
export interface ScalingState {
  /** Observations in a row of a queue with nothing in it. */
  empty: Streak;
  /** Observations in a row of a queue with nothing in flight: nobody, not even a silent worker, holds a message. */
  noneInFlight: Streak;
  /** Observations in a row of more workers than will be needed for a while. */
  surplus: Streak;
  /** Absent until the queue was seen for the first time. */
  arrivals?: ArrivalMemory;
}
