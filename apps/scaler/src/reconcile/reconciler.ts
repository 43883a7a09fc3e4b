import type { EventPublisher } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { type Clock, messageOf, SystemClock } from '@facefleet/platform';
import { decide, INITIAL_STATE, type ScalingDecision, type ScalingPolicy } from '@facefleet/scaling';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../fleet/fleet';
import type { Observer } from '../observe/observer';
import type { DecisionLog } from './decision-log';
import { fleetStatus } from './fleet-status';

/** A worker that was idle so long ago may be at work by now: nobody is drained by an older look. */
const MAX_SEEN_AGE_MS = 10_000;

/** Observe, decide, act, over and over: one tick ends before the next begins, and none that fails ends the loop. */
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly stop = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private state = INITIAL_STATE;
  /** Ticks, or parts of them, that failed since the start. */
  failures = 0;

  constructor(
    private readonly observer: Pick<Observer, 'observe'>,
    private readonly fleet: Fleet,
    private readonly decisions: DecisionLog,
    private readonly events: EventPublisher,
    private readonly policy: ScalingPolicy,
    private readonly tickMs: number,
    private readonly clock: Clock = new SystemClock(),
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  /** Resolves when the tick that runs has ended; none follows. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.attempt('tick', () => this.tick());
      await sleep(this.tickMs, undefined, { signal }).catch(() => undefined); // stopped
    }
  }

  private async tick(): Promise<void> {
    const seenFromMs = this.clock.nowMs();
    const seen = await this.observer.observe();
    if (this.fleet.standsBy()) return this.standBy();
    const { decision, state } = decide(seen, this.state, this.policy);
    this.state = state;
    if (this.decisions.record(seen, decision)) {
      const { action, desired, current, launch, drain, reasons } = decision;
      this.logger.log(
        { action, desired, current, launch, drain, reasons, queue: seen.queue ?? null },
        'decision',
      );
    }
    await this.act(decision, seenFromMs);
    await this.attempt('upkeep', () => this.fleet.upkeep());
    this.events.publish(Events.fleetStatus, fleetStatus(seen, decision, this.policy));
  }

  /** Another scaler acts, and tells the gateways. What it does changes what was seen: evidence starts anew. */
  private standBy(): void {
    this.state = INITIAL_STATE;
  }

  private async act({ launch, drain }: ScalingDecision, seenFromMs: number): Promise<void> {
    if (launch > 0) await this.attempt('launch', () => this.fleet.launch(launch));
    for (const workerId of drain) {
      const ageMs = this.clock.nowMs() - seenFromMs;
      if (ageMs > MAX_SEEN_AGE_MS) {
        this.logger.warn({ drain, ageMs }, 'what was seen is too old to drain anybody by it');
        return;
      }
      await this.attempt('drain', () => this.fleet.drain(workerId));
    }
  }

  private async attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures += 1;
      this.logger.error({ error: messageOf(error), failures: this.failures }, `${what} failed`);
    }
  }
}
