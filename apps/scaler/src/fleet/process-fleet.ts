import { ALLOCATOR_ENV, type Clock, messageOf } from '@facefleet/platform';
import { type BeforeApplicationShutdown, Logger } from '@nestjs/common';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Fleet, type FleetMember } from './fleet';
import { LaunchBreaker } from './launch-breaker';
import { MachineTime } from './machine-time';
import type { Mutations } from './mutations';

export interface ProcessFleetOptions {
  /** The file that a worker process runs. */
  entry: string;
  slots: number;
  env: NodeJS.ProcessEnv;
  /** A worker that lives this long was started well; one that ends sooner, unasked, counts as a failed launch. */
  provenAfterMs: number;
  /** A worker that drains longer than this hangs, and is killed. Its messages become visible again. */
  drainLimitMs: number;
  /** The same while the scaler itself ends. */
  stopLimitMs: number;
}

interface WorkerProcess extends FleetMember {
  child: ChildProcess;
  /** It has lived for long enough. */
  proven: boolean;
  /** Resolves when the process is gone. */
  ended: Promise<void>;
  killTimer?: NodeJS.Timeout;
}

/**
 * Workers as processes of this machine.
 *
 * Each has an IPC channel that carries nothing: a worker drains and ends when it closes, so that none outlives a scaler
 * that was killed. SIGTERM asks a worker to drain. A process that has ended, for whatever reason, leaves the list at
 * once, and the next tick replaces it where it is missed.
 */
export class ProcessFleet extends Fleet implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ProcessFleet.name);
  private readonly workers = new Map<string, WorkerProcess>();
  private readonly breaker: LaunchBreaker;
  private readonly today: MachineTime;
  private stopping = false;

  constructor(
    private readonly options: ProcessFleetOptions,
    private readonly mutations: Mutations,
    private readonly clock: Clock,
  ) {
    super();
    this.breaker = new LaunchBreaker(clock);
    this.today = new MachineTime(clock, 'day');
  }

  list(): Promise<FleetMember[]> {
    const members = [...this.workers.values()].map(
      ({ workerId, launchedAtMs, slots, startPath, draining }) => ({
        workerId,
        launchedAtMs,
        slots,
        startPath,
        draining,
      }),
    );
    this.today.count(members);
    return Promise.resolve(members);
  }

  launch(count: number): Promise<string[]> {
    const allowed = this.stopping ? 0 : this.breaker.allowance(count, this.onTheirWay());
    if (allowed > 0 && !this.mutations.permitted('launch', { workers: allowed })) return Promise.resolve([]);
    return Promise.resolve(Array.from({ length: allowed }, () => this.start()));
  }

  drain(workerId: string): Promise<void> {
    const worker = this.workers.get(workerId);
    if (worker && this.mutations.permitted('ask to drain', { workerId })) this.askToDrain(worker);
    return Promise.resolve();
  }

  launchObstacle(): string | undefined {
    return this.stopping ? 'the scaler is stopping' : this.breaker.obstacle(this.onTheirWay());
  }

  launchTrial(): string | undefined {
    return this.breaker.trial();
  }

  failedLaunches(): number {
    return this.breaker.total;
  }

  /** Processes look after themselves: one that has drained ends. */
  finish(): Promise<void> {
    return Promise.resolve();
  }

  upkeep(): Promise<void> {
    return Promise.resolve();
  }

  stoppedMachines(): undefined {
    return undefined;
  }

  machineSToday(): number {
    return this.today.usedS;
  }

  standsBy(): boolean {
    return false;
  }

  /** The loop has stopped by now: nobody launches anything any more. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const all = [...this.workers.values()];
    for (const worker of all) this.askToDrain(worker);
    const limit = setTimeout(() => all.forEach((worker) => this.kill(worker)), this.options.stopLimitMs);
    await Promise.all(all.map((worker) => worker.ended));
    clearTimeout(limit);
  }

  private onTheirWay(): number {
    return [...this.workers.values()].filter(({ proven, draining }) => !proven && !draining).length;
  }

  private start(): string {
    const workerId = `worker-${randomUUID().slice(0, 8)}`;
    const { entry, slots, env } = this.options;
    const child = spawn(process.execPath, [entry], {
      env: {
        ...ALLOCATOR_ENV,
        ...env,
        FACEFLEET_WORKER_ID: workerId,
        FACEFLEET_SLOTS: String(slots),
        FACEFLEET_HEALTH_PORT: '0', // workers share this machine's ports
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        this.forget(workerId, signal === null ? `exit code ${code}` : `signal ${signal}`);
        resolve();
      });
      child.on('error', (error) => {
        if (child.pid !== undefined) return; // it runs: a signal could not be delivered because it is ending
        this.forget(workerId, messageOf(error));
        resolve();
      });
    });
    const launchedAtMs = this.clock.nowMs();
    const member = { workerId, launchedAtMs, slots, startPath: 'hot' as const, draining: false };
    const worker: WorkerProcess = { ...member, child, proven: false, ended };
    this.workers.set(workerId, worker);
    const proof = setTimeout(() => {
      worker.proven = true;
      this.breaker.succeeded();
    }, this.options.provenAfterMs);
    void ended.then(() => clearTimeout(proof));
    this.logger.log({ workerId, workerPid: child.pid }, 'worker launched');
    return workerId;
  }

  private forget(workerId: string, how: string): void {
    const worker = this.workers.get(workerId);
    if (!worker) return;
    this.workers.delete(workerId);
    clearTimeout(worker.killTimer);
    const ageMs = this.clock.nowMs() - worker.launchedAtMs;
    const asked = worker.draining;
    if (!asked && ageMs < this.options.provenAfterMs) {
      this.breaker.failed(
        worker.launchedAtMs,
        `${workerId} ended after ${(ageMs / 1000).toFixed(1)} s: ${how}`,
      );
    }
    const details = { workerId, how, ageMs };
    if (asked) this.logger.log(details, 'worker ended');
    else this.logger.warn(details, 'worker ended unasked');
  }

  private askToDrain(worker: WorkerProcess): void {
    if (worker.draining) return;
    worker.draining = true;
    worker.child.kill('SIGTERM');
    worker.killTimer = setTimeout(() => this.kill(worker), this.options.drainLimitMs);
  }

  private kill(worker: WorkerProcess): void {
    if (!this.workers.has(worker.workerId)) return;
    this.logger.warn({ workerId: worker.workerId }, 'worker does not end: killed');
    worker.child.kill('SIGKILL');
  }
}
