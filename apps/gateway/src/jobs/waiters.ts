import type { JobResult } from '@facefleet/contracts';
import { uuidv7TimeMs } from '@facefleet/platform';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

type Answer = (result: JobResult | undefined) => void;

export interface Waiter {
  answered: Promise<JobResult | undefined>;
  /** What it waits for is on its way. */
  accepted: () => void;
  close: () => void;
}

/** The requests of this process whose clients wait for their results, each by its own id. */
@Injectable()
export class Waiters implements BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<Answer>>();
  /** Those among them that were accepted and have no answer yet. */
  private readonly underWay = new Set<string>();
  private stopping = false;

  /**
   * Listens from now on: must come before whatever leads to the result. Every registration must be closed.
   */
  register(id: string): Waiter {
    let answer: Answer = () => undefined;
    const answered = new Promise<JobResult | undefined>((resolve) => (answer = resolve));
    if (this.stopping) answer(undefined);
    const others = this.waiting.get(id) ?? new Set();
    this.waiting.set(id, others.add(answer));
    const close = () => {
      others.delete(answer);
      if (others.size === 0) {
        this.waiting.delete(id);
        this.underWay.delete(id);
      }
      answer(undefined);
    };
    const accepted = () => {
      if (others.has(answer)) this.underWay.add(id);
    };
    return { answered, accepted, close };
  }

  /** When the oldest request was accepted that somebody waits for [Unix time, ms]; its id was made a moment before. */
  get oldestAcceptedAtMs(): number | undefined {
    let oldest: number | undefined;
    for (const id of this.underWay) {
      const atMs = uuidv7TimeMs(id);
      if (oldest === undefined || atMs < oldest) oldest = atMs;
    }
    return oldest;
  }

  answer(result: JobResult): void {
    this.underWay.delete(result.id);
    for (const answer of this.waiting.get(result.id) ?? []) answer(result);
  }

  isWaitedFor(id: string): boolean {
    return this.waiting.has(id);
  }

  /** Whoever still waits, or comes to wait, is sent to fetch the result elsewhere. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const answers of this.waiting.values()) for (const answer of answers) answer(undefined);
  }
}
