import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { LaunchIntent } from './launch-intent';
import type { LaunchIntents } from './launch-intents';

/**
 * The leader's view of the launch intents: read once when it becomes the leader, and kept in step from then on, because
 * only the leader writes. An intent counts from the moment at which it is noted here, before it is written.
 */
export class IntentBook {
  private readonly logger = new Logger(IntentBook.name);
  private readonly byId = new Map<string, LaunchIntent>();
  /** Settled ones that may lie in the store still, and until when they shall [Unix time, ms] */
  private readonly leftovers = new Map<string, number>();
  private loadedEpoch: number | undefined;
  private auditedAtMs: number;

  constructor(
    private readonly store: LaunchIntents,
    private readonly clock: Clock,
    private readonly options: { giveUpAfterMs: number; listedWithinMs: number },
  ) {
    this.auditedAtMs = clock.nowMs();
  }

  /** @throws where they cannot be read: a leader who does not know what was launched must not launch */
  async load(epoch: number): Promise<void> {
    if (this.loadedEpoch === epoch) return;
    this.loadedEpoch = undefined;
    const found = await this.store.all();
    this.byId.clear();
    this.leftovers.clear();
    for (const intent of found) this.byId.set(intent.id, intent);
    this.loadedEpoch = epoch;
    this.logger.log({ epoch, intents: found.map(({ id }) => id) }, 'launch intents read');
  }

  isLoaded(epoch: number | undefined): boolean {
    return epoch !== undefined && this.loadedEpoch === epoch;
  }

  all(): LaunchIntent[] {
    return [...this.byId.values()];
  }

  get(id: string): LaunchIntent | undefined {
    return this.byId.get(id);
  }

  /** In memory, at once. */
  note(intent: LaunchIntent): void {
    this.byId.set(intent.id, intent);
  }

  /** @throws where it may not be durable */
  async write(intent: LaunchIntent): Promise<void> {
    this.note(intent);
    await this.store.write(intent);
  }

  /**
   * It has its machine, or will never have one. The store forgets it with the next `sweep`.
   *
   * @param keptUntilMs not before then: a successor, to whom EC2's list may lack the machine still, is to count it
   */
  settle(id: string, keptUntilMs = 0): void {
    if (this.byId.delete(id)) this.leftovers.set(id, keptUntilMs);
  }

  /** Its machine has ended: nobody needs to count it any more. */
  release(id: string): void {
    if (this.leftovers.has(id)) this.leftovers.set(id, 0);
  }

  hasLeftovers(): boolean {
    return this.dueLeftovers().length > 0;
  }

  /**
   * A write that failed can reach the store all the same, after its intent was removed or by a leader of before. What
   * lies there and is known to nobody is not acted upon, and removed once no machine can come of it any more.
   */
  async audit(): Promise<void> {
    const { giveUpAfterMs, listedWithinMs } = this.options;
    const nowMs = this.clock.nowMs();
    if (nowMs - this.auditedAtMs < giveUpAfterMs) return;
    this.auditedAtMs = nowMs;
    try {
      const found = await this.store.all();
      const isOver = ({ createdAtMs }: LaunchIntent) => nowMs - createdAtMs > giveUpAfterMs + listedWithinMs;
      const strays = found.filter((intent) => isOver(intent) && !this.byId.has(intent.id));
      for (const { id } of strays) this.leftovers.set(id, 0);
      if (strays.length > 0)
        this.logger.warn({ intents: strays.map(({ id }) => id) }, 'stray launch intents');
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'launch intents could not be looked through');
    }
  }

  async sweep(): Promise<void> {
    const ids = this.dueLeftovers();
    try {
      await this.store.remove(ids);
      for (const id of ids) this.leftovers.delete(id);
    } catch (error) {
      this.logger.warn({ intents: ids, error: messageOf(error) }, 'settled intents could not be removed');
    }
  }

  private dueLeftovers(): string[] {
    const nowMs = this.clock.nowMs();
    return [...this.leftovers].filter(([, keptUntilMs]) => keptUntilMs <= nowMs).map(([id]) => id);
  }
}
