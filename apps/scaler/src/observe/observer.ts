import type { QueueDepth } from '@facefleet/aws';
import { HEARTBEAT_INTERVAL_MS, type QueueCounts } from '@facefleet/contracts';
import { type Clock, messageOf } from '@facefleet/platform';
import type { Observation, ObservedWorker } from '@facefleet/scaling';
import { Logger } from '@nestjs/common';
import type { Fleet, FleetMember } from '../fleet/fleet';
import type { AcceptedTally } from './accepted-tally';
import type { EventChannel } from './event-channel';
import type { HeartbeatBook, HeartbeatEntry } from './heartbeat-book';
import type { OldestAges } from './oldest-ages';
import { RecentBoots } from './recent-boots';
import { UnservedQueue } from './unserved-queue';

/** A look at the queue that takes longer has failed: an old count is no count. */
const QUEUE_TIMEOUT_MS = 5_000;
/** So long after the channel came up every worker that lives has been heard. */
const ROLL_CALL_MS = 3 * HEARTBEAT_INTERVAL_MS;

/** Looks at the queue and at the fleet, and joins the fleet's list with what its workers say of themselves. */
export class Observer {
  private readonly logger = new Logger(Observer.name);
  private readonly boots = new RecentBoots();
  private readonly unserved = new UnservedQueue();
  private queueVisible = true;
  /** When the queue was last seen, or else the start [Unix time, ms] */
  private queueSeenAtMs: number;

  constructor(
    private readonly queue: QueueDepth,
    private readonly fleet: Fleet,
    private readonly book: HeartbeatBook,
    private readonly channel: EventChannel,
    private readonly tally: AcceptedTally,
    private readonly ages: OldestAges,
    private readonly clock: Clock,
    private readonly queueTimeoutMs = QUEUE_TIMEOUT_MS,
  ) {
    this.queueSeenAtMs = clock.nowMs();
  }

  /**
   * @returns `queue` undefined when the queue could not be seen
   * @throws when the fleet cannot be seen
   */
  async observe(): Promise<Observation> {
    const [queue, members] = await Promise.all([this.lookAtQueue(), this.fleet.list()]);
    this.book.keepOnly(members.map((member) => member.workerId));
    for (const member of members) this.measureBoot(member);
    const nowMs = this.clock.nowMs();
    const workers = members.map((member) => this.joined(member, nowMs));
    return {
      nowMs,
      queue,
      accepted: this.channel.flows ? this.tally.accepted : undefined,
      oldestAgeS: this.oldestAgeS(nowMs, queue, workers),
      workers,
      heartbeatsFlow: this.everyoneCouldBeHeard(nowMs),
      serviceTimeMs: this.book.serviceTimeMs,
      bootS: this.boots.bootS,
      boots: this.boots.byPath,
      stoppedMachines: this.fleet.stoppedMachines(),
      launchObstacle: this.fleet.launchObstacle(),
      launchTrial: this.fleet.launchTrial(),
    };
  }

  /** Where nothing is left to do, what was said before of a message is over. */
  private oldestAgeS(
    nowMs: number,
    queue: QueueCounts | undefined,
    workers: readonly ObservedWorker[],
  ): number | undefined {
    if (queue) {
      const isWaiting = queue.visible + queue.inFlight + queue.delayed > 0;
      const isServed = workers.some(({ heartbeat }) => heartbeat && heartbeat.state !== 'starting');
      this.ages.note('queue', nowMs, this.unserved.sinceMsAt(nowMs, isWaiting, isServed));
      if (!isWaiting) return undefined;
    }
    return this.ages.oldestAgeS;
  }

  /** Else a scaler that takes over machines at work would count all of them as silent until they are heard. */
  private everyoneCouldBeHeard(nowMs: number): boolean {
    const { flowingSinceMs } = this.channel;
    return flowingSinceMs !== undefined && nowMs - flowingSinceMs >= ROLL_CALL_MS;
  }

  /** How long ago the queue was seen last [ms] */
  get queueUnseenMs(): number {
    return this.clock.nowMs() - this.queueSeenAtMs;
  }

  private async lookAtQueue(): Promise<QueueCounts | undefined> {
    try {
      const counts = await withTimeout(this.queue.counts(), this.queueTimeoutMs);
      this.queueSeenAtMs = this.clock.nowMs();
      if (!this.queueVisible) this.logger.log('the queue can be seen again');
      this.queueVisible = true;
      return counts;
    } catch (error) {
      if (this.queueVisible) this.logger.warn({ error: messageOf(error) }, 'the queue cannot be seen');
      this.queueVisible = false;
      return undefined;
    }
  }

  private joined(
    { workerId, launchedAtMs, slots, startPath, draining }: FleetMember,
    nowMs: number,
  ): ObservedWorker {
    const entry = this.entryOf(workerId, launchedAtMs);
    return {
      workerId,
      ageS: Math.max(0, nowMs - launchedAtMs) / 1000,
      slots,
      startPath,
      draining,
      heartbeat: entry && {
        state: entry.heartbeat.state,
        agoS: (nowMs - entry.receivedAtMs) / 1000,
        busySlots: entry.heartbeat.busySlots,
        idleSinceMs: entry.idleSinceMs,
      },
    };
  }

  /**
   * A machine of the warm pool has had other lives, and what was said in them counts no more. Of one that seems to be
   * launched in the future, because the clock was set back since, everything counts.
   */
  private entryOf(workerId: string, launchedAtMs: number): HeartbeatEntry | undefined {
    const entry = this.book.of(workerId);
    const isOfThisLife = (entry?.receivedAtMs ?? 0) >= launchedAtMs || launchedAtMs > this.clock.nowMs();
    return isOfThisLife ? entry : undefined;
  }

  /** Only where the worker could have been heard from its launch on: else the silence would be measured. */
  private measureBoot({ workerId, launchedAtMs, startPath }: FleetMember): void {
    const readyAtMs = this.entryOf(workerId, launchedAtMs)?.readyAtMs;
    const hearingSinceMs = this.channel.flowingSinceMs;
    if (readyAtMs === undefined || readyAtMs < launchedAtMs) return;
    if (hearingSinceMs === undefined || hearingSinceMs > launchedAtMs) return;
    this.boots.note(`${workerId} ${launchedAtMs}`, (readyAtMs - launchedAtMs) / 1000, startPath);
  }
}

async function withTimeout<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
