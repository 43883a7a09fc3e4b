import type { JobResult } from '@facefleet/contracts';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

type Answer = (result: JobResult | undefined) => void;

/** The requests of this process whose clients wait for their results, each by its own id. */
@Injectable()
export class Waiters implements BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<Answer>>();
  private stopping = false;

  /**
   * Listens from now on: must come before whatever leads to the result. Every registration must be closed.
   */
  register(id: string): { answered: Promise<JobResult | undefined>; close: () => void } {
    let answer: Answer = () => undefined;
    const answered = new Promise<JobResult | undefined>((resolve) => (answer = resolve));
    if (this.stopping) answer(undefined);
    const others = this.waiting.get(id) ?? new Set();
    this.waiting.set(id, others.add(answer));
    const close = () => {
      others.delete(answer);
      if (others.size === 0) this.waiting.delete(id);
      answer(undefined);
    };
    return { answered, close };
  }

  answer(result: JobResult): void {
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
