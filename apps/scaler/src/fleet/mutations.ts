import type { Clock } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { Leadership } from '../lead/leadership';

/**
 * - `act`: does what was decided.
 * - `dry-run`: decides, and says what it would do.
 * - `shadow`: the same beside another autoscaler, which runs the fleet.
 */
export type ScalerMode = 'act' | 'dry-run' | 'shadow';

/** What is not done is said once in this time, and not with each tick. */
const SAY_AGAIN_MS = 60_000;

/** The one gate that everything passes which changes something outside: asked right before each call. */
export class Mutations {
  private readonly logger = new Logger(Mutations.name);
  private readonly saidAtMs = new Map<string, number>();

  constructor(
    readonly mode: ScalerMode,
    private readonly leadership: Leadership,
    private readonly clock: Clock,
  ) {}

  /** @param what the call, in a word or two; @param details who it is about */
  permitted(what: string, details: object): boolean {
    if (this.mode === 'act' && this.leadership.mayAct()) return true;
    const why = this.mode === 'act' ? 'not the leader' : this.mode;
    if (this.isNews(`${what} ${JSON.stringify(details)}`)) {
      this.logger.log({ what, ...details, why }, 'would be done');
    }
    return false;
  }

  /** Why nothing can be done at this moment; undefined also where only a dry run forbids it. */
  obstacle(): string | undefined {
    return this.mode !== 'act' || this.leadership.mayAct() ? undefined : 'this scaler does not lead';
  }

  private isNews(text: string): boolean {
    const nowMs = this.clock.nowMs();
    for (const [said, atMs] of this.saidAtMs) if (nowMs - atMs >= SAY_AGAIN_MS) this.saidAtMs.delete(said);
    if (this.saidAtMs.has(text)) return false;
    this.saidAtMs.set(text, nowMs);
    return true;
  }
}
