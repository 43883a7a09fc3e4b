import type { EventPublisher } from '@facefleet/cache';
import { Events, type FleetPause, type FleetRecord } from '@facefleet/contracts';
import { type Clock, messageOf, SystemClock, uuidv7 } from '@facefleet/platform';
import {
  decide,
  INITIAL_STATE,
  type Observation,
  type ScalingDecision,
  type ScalingPolicy,
  type ScalingState,
} from '@facefleet/scaling';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScalerConfig } from '../config';
import type { Fleet } from '../fleet/fleet';
import type { Observer } from '../observe/observer';
import type { DecisionLog } from './decision-log';
import type { DecisionRecorder } from './decision-recorder';
import { fleetStatus } from './fleet-status';
import type { FleetMetrics } from '../telemetry/fleet-metrics';
import type { OrderBook } from './order-book';

const ORDERS_UNKNOWN =
  'The orders of the operators could not be read yet: nothing is launched and nothing drained until they can.';

interface Inputs {
  observation: Observation;
  stateBefore: ScalingState;
  policy: ScalingPolicy;
}

interface Made extends Inputs {
  changed: boolean;
  held: string | undefined;
  decision: ScalingDecision;
}

type ReconcilerSettings = Pick<
  ScalerConfig,
  'FACEFLEET_TICK_MS' | 'FACEFLEET_SCALER_MODE' | 'FACEFLEET_FLEET'
>;

/** Waits, and not any longer once the signal says so. */
type Rest = (ms: number, signal: AbortSignal) => Promise<void>;
const untilStopped: Rest = (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined);

/** A worker that was idle so long ago may be at work by now: nobody is drained by an older look. */
const MAX_SEEN_AGE_MS = 10_000;

/** Observe, decide, act, over and over: one tick ends before the next begins, and none that fails ends the loop. */
export class Reconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Reconciler.name);
  private readonly stop = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private readonly tickMs: number;
  private readonly mode: ReconcilerSettings['FACEFLEET_SCALER_MODE'];
  private readonly fleetKind: ReconcilerSettings['FACEFLEET_FLEET'];
  private state = INITIAL_STATE;
  /** Whose decisions are counted: anew whenever it begins to lead, since the state begins anew as well. */
  private leader: { scalerId: string; seq: number } | undefined;
  /** Ticks, or parts of them, that failed since the start. */
  failures = 0;

  constructor(
    private readonly observer: Pick<Observer, 'observe'>,
    private readonly fleet: Fleet,
    private readonly decisions: DecisionLog,
    private readonly recorder: Pick<DecisionRecorder, 'add'>,
    private readonly orders: Pick<OrderBook, 'isKnown' | 'policy' | 'pause'>,
    private readonly events: EventPublisher,
    private readonly metrics: Pick<FleetMetrics, 'decided' | 'failed' | 'launchedWorkers' | 'standsBy'>,
    private readonly configured: ScalingPolicy,
    {
      FACEFLEET_TICK_MS: tickMs,
      FACEFLEET_SCALER_MODE: mode,
      FACEFLEET_FLEET: fleetKind,
    }: ReconcilerSettings,
    private readonly clock: Clock = new SystemClock(),
    private readonly rest: Rest = untilStopped,
  ) {
    this.tickMs = tickMs;
    this.mode = mode;
    this.fleetKind = fleetKind;
  }

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
      await this.rest(this.tickMs, signal);
    }
  }

  private async tick(): Promise<void> {
    const seenFromMs = this.clock.nowMs();
    const observation = await this.observer.observe();
    // Decided is from what is recorded, to the last digit: else a decision could not be made again from its record.
    const inputs = asRecorded({ observation, stateBefore: this.state, policy: this.orders.policy() });
    const { observation: seen, policy } = inputs;
    const { decision, state } = decide(seen, inputs.stateBefore, policy);
    if (this.fleet.standsBy()) return this.standBy(state);
    this.state = state;
    const pause = this.orders.pause(seen.nowMs);
    const held = this.orders.isKnown ? pause && pausedSentence(pause) : ORDERS_UNKNOWN;
    const changed = this.decisions.isNews(decision, held !== undefined);
    this.record({ changed, held, ...inputs, decision });
    if (held === undefined) await this.act(decision, seenFromMs);
    await this.attempt('ending what has drained', () => this.fleet.finish());
    if (held === undefined) await this.attempt('upkeep', () => this.fleet.upkeep());
    const machineSToday = this.fleet.machineSToday();
    const { configured, mode, fleetKind } = this;
    const made = { seen, decision, policy, configured, mode, pause, held, machineSToday, fleetKind };
    const status = fleetStatus(made);
    this.events.publish(Events.fleetStatus, status);
    const obstacle = this.fleet.launchObstacle();
    this.metrics.decided(status, { obstacle, failed: this.fleet.failedLaunches() });
  }

  private record(made: Made): void {
    const { observation, decision, changed, held } = made;
    const at = new Date(observation.nowMs).toISOString();
    this.leader ??= { scalerId: uuidv7(), seq: 0 };
    this.leader.seq += 1;
    const record = { v: 1 as const, ...this.leader, at, ...made };
    this.recorder.add(record as unknown as FleetRecord); // its parts are plain data
    if (!changed) return;
    const { action, desired, current, launch, drain, reasons } = decision;
    this.logger.log(
      { action, desired, current, launch, drain, held, reasons, queue: observation.queue ?? null },
      'decision',
    );
  }

  /** Another scaler acts, and tells the gateways. What is known of arrivals is kept; other evidence starts anew. */
  private standBy({ arrivals }: ScalingState): void {
    this.leader = undefined;
    this.metrics.standsBy(this.fleet.failedLaunches());
    this.state = { ...INITIAL_STATE, arrivals };
  }

  private async act({ launch, drain }: ScalingDecision, seenFromMs: number): Promise<void> {
    if (launch > 0)
      await this.attempt('launch', async () =>
        this.metrics.launchedWorkers((await this.fleet.launch(launch)).length),
      );
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
      this.metrics.failed(what);
      this.logger.error({ error: messageOf(error), failures: this.failures }, `${what} failed`);
    }
  }
}

/** What comes back when it is written and read again. */
function asRecorded(inputs: Inputs): Inputs {
  return JSON.parse(JSON.stringify(inputs)) as Inputs;
}

function pausedSentence({ by, since, until, reason }: FleetPause): string {
  const end = until === null ? '' : ` until ${until}`;
  const why = reason === null ? '' : ` (${reason})`;
  return `Paused${end} by the key ${by} at ${since}${why}: nothing is launched and nothing drained.`;
}
