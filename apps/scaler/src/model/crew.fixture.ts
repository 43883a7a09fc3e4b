import type { QueueCounts, WorkerHeartbeat, WorkerState } from '@facefleet/contracts';
import type { Agenda } from './agenda.fixture';
import type { Dice } from './dice.fixture';

export const SERVICE_MS = 1_500;
const VISIBILITY_MS = 20_000;
/** The machine of a worker that has drained waits so long for the scaler. */
const WAITS_DRAINED_MS = 60_000;

export interface WorkerModel {
  id: string;
  state: WorkerState;
  busy: number;
  finished: number;
  oldestInHandAtMs: number | undefined;
  /** It neither works nor says anything any more. */
  isDead: boolean;
  mutedUntilMs: number;
  /** It has said something that could be heard. */
  hasSpoken: boolean;
}

interface Hooks {
  says(heartbeat: WorkerHeartbeat): boolean;
  shutsDown(workerId: string): void;
}

/** The queue and the workers that live from it. */
export class CrewModel {
  readonly workers = new Set<WorkerModel>();
  accepted = 0;
  done = 0;
  /** When they were sent [ms], the oldest first */
  private readonly waiting: number[] = [];
  private inFlight = 0;

  constructor(
    private readonly agenda: Agenda,
    private readonly dice: Dice,
    private readonly slots: number,
    private readonly hooks: Hooks,
  ) {}

  get backlog(): number {
    return this.waiting.length + this.inFlight;
  }

  counts(): QueueCounts {
    return { visible: this.waiting.length, inFlight: this.inFlight, delayed: 0 };
  }

  get oldestSentAtMs(): number | undefined {
    return this.waiting[0];
  }

  arrive(messages: number): void {
    this.accepted += messages;
    for (let i = 0; i < messages; i++) this.waiting.push(this.agenda.nowMs);
    this.handOut();
  }

  boot(id: string): WorkerModel {
    const worker: WorkerModel = {
      id,
      state: 'starting',
      busy: 0,
      finished: 0,
      oldestInHandAtMs: undefined,
      isDead: false,
      mutedUntilMs: 0,
      hasSpoken: false,
    };
    const startMs = this.dice.between(2_000, 8_000);
    this.agenda.in(startMs, () => {
      if (worker.isDead) return;
      this.workers.add(worker);
      this.say(worker);
    });
    this.agenda.in(startMs + this.dice.between(1_000, 6_000), () => {
      if (worker.isDead || worker.state !== 'starting') return;
      worker.state = 'ready';
      this.say(worker);
      this.handOut();
    });
    return worker;
  }

  drain(worker: WorkerModel): void {
    if (worker.isDead || !this.workers.has(worker) || !['starting', 'ready'].includes(worker.state)) return;
    worker.state = 'draining';
    this.say(worker);
    this.drainOn(worker);
  }

  /** What it holds comes back. */
  die(worker: WorkerModel): void {
    if (worker.isDead) return;
    worker.isDead = true;
    this.workers.delete(worker);
    for (let held = worker.busy; held > 0; held--) {
      this.agenda.in(VISIBILITY_MS, () => {
        this.inFlight -= 1;
        this.waiting.push(this.agenda.nowMs);
        this.handOut();
      });
    }
  }

  sayAll(): void {
    for (const worker of this.workers) this.say(worker);
  }

  private say(worker: WorkerModel): void {
    if (this.agenda.nowMs < worker.mutedUntilMs) return;
    const { id: workerId, state, busy: busySlots, finished, oldestInHandAtMs } = worker;
    const { slots } = this;
    const heard = this.hooks.says({
      workerId,
      state,
      atMs: this.agenda.nowMs,
      slots,
      busySlots,
      finished,
      ...(finished > 0 && { serviceTimeMs: SERVICE_MS }),
      ...(oldestInHandAtMs !== undefined && { oldestInHandAtMs }),
    });
    worker.hasSpoken ||= heard;
  }

  private handOut(): void {
    for (const worker of this.workers) {
      if (worker.state !== 'ready') continue;
      while (worker.busy < this.slots && this.waiting.length > 0) this.work(worker, this.waiting.shift()!);
    }
  }

  private work(worker: WorkerModel, sentAtMs: number): void {
    worker.busy += 1;
    worker.oldestInHandAtMs = sentAtMs;
    this.inFlight += 1;
    this.agenda.in(SERVICE_MS, () => {
      if (worker.isDead) return;
      worker.busy -= 1;
      if (worker.busy === 0) worker.oldestInHandAtMs = undefined;
      worker.finished += 1;
      this.inFlight -= 1;
      this.done += 1;
      if (worker.state === 'draining') this.drainOn(worker);
      else this.handOut();
    });
  }

  private drainOn(worker: WorkerModel): void {
    if (worker.busy > 0) return;
    worker.state = 'drained';
    this.say(worker);
    this.workers.delete(worker);
    this.agenda.in(WAITS_DRAINED_MS, () => {
      if (!worker.isDead) this.hooks.shutsDown(worker.id);
    });
  }
}
