import type { LaunchIntent } from './launch-intent';

/** Where launch intents outlive the scaler. Every failure throws, and then a write may have been done all the same. */
export abstract class LaunchIntents {
  abstract all(): Promise<LaunchIntent[]>;
  /** Adds one, or replaces the one of the same id. */
  abstract write(intent: LaunchIntent): Promise<void>;
  /** Removing what is not there is no error. */
  abstract remove(ids: string[]): Promise<void>;
}
