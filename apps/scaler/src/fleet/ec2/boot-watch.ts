import type { Instance } from '@facefleet/aws';
import type { Clock } from '@facefleet/platform';
import type { StartPath } from '@facefleet/scaling';
import type { LaunchBreaker } from '../launch-breaker';
import type { WorkerNews } from './worker-news';

interface Start {
  atMs: number;
  path: StartPath;
  /** Its worker was heard. */
  registered: boolean;
  /** It was ready once. */
  proven: boolean;
  /** As EC2 had it when it was listed last [Unix time, ms] */
  listedAsMs?: number;
}

/** Our clock and EC2's may differ by so much, and EC2's is cut to the second. */
const CLOCKS_DIFFER_MS = 5_000;

/** How machines come up: who started when and how, whose worker was heard or ready, and whose never is. */
export class BootWatch {
  private readonly starts = new Map<string, Start>();
  /** Since when they are suspected never to register [Unix time, ms] */
  private readonly suspectSinceMs = new Map<string, number>();
  private readonly givenUp = new Set<string>();

  constructor(
    private readonly news: WorkerNews,
    private readonly breaker: LaunchBreaker,
    private readonly clock: Clock,
    private readonly options: { bootstrapTimeoutMs: number; secondLookMs: number },
  ) {}

  started(instanceId: string, atMs: number, path: StartPath): void {
    this.suspectSinceMs.delete(instanceId);
    this.starts.set(instanceId, { atMs, path, registered: false, proven: false });
  }

  /** When it was asked for, where that was us; else as EC2 has it. */
  startOf({ instanceId, launchedAtMs }: Pick<Instance, 'instanceId' | 'launchedAtMs'>): {
    atMs: number;
    path: StartPath;
  } {
    return this.starts.get(instanceId) ?? { atMs: launchedAtMs, path: 'cold' };
  }

  /** Only what it said in this life of its counts: a machine of the warm pool has had others. */
  wordOf(instanceId: string) {
    const word = this.news.of(instanceId);
    const start = this.starts.get(instanceId);
    return word && (start === undefined || word.receivedAtMs >= start.atMs) ? word : undefined;
  }

  /** Since when workers could be heard, and could hear us [Unix time, ms]; undefined while they cannot. */
  get hearingSinceMs(): number | undefined {
    return this.news.flowingSinceMs();
  }

  /** Notes whose workers were heard, and were ready. */
  follow(instances: Instance[]): void {
    for (const instance of instances) {
      const { instanceId } = instance;
      this.followLife(instance);
      const word = this.wordOf(instanceId);
      const start = this.starts.get(instanceId);
      if (word === undefined || start?.proven) continue;
      const proven = word.state !== 'starting';
      if (start && proven) this.breaker.succeeded(); // not by one that worked before we came
      const listedAsMs = instance.launchedAtMs;
      this.starts.set(instanceId, { ...this.startOf(instance), registered: true, proven, listedAsMs });
      this.suspectSinceMs.delete(instanceId);
    }
  }

  /** Another scaler may have stopped and started it, and we have seen neither. */
  private followLife({ instanceId, launchedAtMs }: Instance): void {
    const start = this.starts.get(instanceId);
    if (start === undefined) return;
    const { atMs, listedAsMs = launchedAtMs } = start;
    const isAnother = launchedAtMs > listedAsMs && atMs <= listedAsMs + CLOCKS_DIFFER_MS;
    if (isAnother) this.started(instanceId, launchedAtMs, 'stopped');
    this.starts.set(instanceId, { ...this.starts.get(instanceId)!, listedAsMs: launchedAtMs });
  }

  /** It is gone. @returns how long it had lived where its worker was never ready [ms] */
  ended(instanceId: string): number | undefined {
    const start = this.starts.get(instanceId);
    this.starts.delete(instanceId);
    this.suspectSinceMs.delete(instanceId);
    this.givenUp.delete(instanceId);
    return start === undefined || start.proven ? undefined : this.clock.nowMs() - start.atMs;
  }

  knows(instanceId: string): boolean {
    return this.starts.has(instanceId);
  }

  /** Whether its worker may yet become ready. One that says for too long that it starts is expected no more. */
  isOnItsWay(instanceId: string, startedAtMs: number): boolean {
    const { registered = false, proven = false } = this.starts.get(instanceId) ?? {};
    const isYoung = this.clock.nowMs() - startedAtMs <= this.options.bootstrapTimeoutMs;
    return !proven && (!registered || isYoung);
  }

  /** No worker came of a machine that was started then. */
  failedAt(startedAtMs: number, why: string): void {
    this.breaker.failed(startedAtMs, why);
  }

  /** Its worker was never heard. EC2 may list it for a while yet: it failed once. */
  giveUp(instance: Instance): void {
    const { instanceId } = instance;
    if (this.givenUp.has(instanceId)) return;
    this.givenUp.add(instanceId);
    this.failedAt(this.startOf(instance).atMs, `the worker of ${instanceId} was never heard`);
  }

  /**
   * Machines that run for longer than a boot may take and whose workers were never heard although they could have been.
   * Both signs must have been there at two looks: a machine is not given up for one bad moment.
   */
  neverRegistered(up: Instance[]): Instance[] {
    const nowMs = this.clock.nowMs();
    const hearingSinceMs = this.news.flowingSinceMs();
    const late = up.filter((instance) => {
      if (hearingSinceMs === undefined || this.starts.get(instance.instanceId)?.registered) return false;
      const sinceMs = Math.max(hearingSinceMs, this.startOf(instance).atMs, instance.launchedAtMs);
      return nowMs - sinceMs > this.options.bootstrapTimeoutMs;
    });
    const ids = new Set(late.map(({ instanceId }) => instanceId));
    for (const id of this.suspectSinceMs.keys()) if (!ids.has(id)) this.suspectSinceMs.delete(id);
    return late.filter(({ instanceId }) => {
      const sinceMs = this.suspectSinceMs.get(instanceId);
      if (sinceMs === undefined) this.suspectSinceMs.set(instanceId, nowMs);
      return sinceMs !== undefined && nowMs - sinceMs >= this.options.secondLookMs;
    });
  }
}
