import { Latencies } from './latencies';

/**
 * Every message from acceptance to answer. Messages accepted in one step are a cohort, and only counted; the queue hands
 * out the oldest first, so that a message that comes back stands in front without further ado.
 */
export class Messages {
  accepted = 0;
  /** Waiting in the queue. */
  visible = 0;
  /** In the hands of workers that are lost: nobody sees them until the visibility timeout. */
  hidden = 0;
  unanswered = 0;
  readonly latencies = new Latencies();
  /** By step of acceptance; a cohort that is not accepted yet stands there already. */
  private readonly waiting: Int32Array;
  private readonly notAnswered: Int32Array;
  /** No older cohort waits. */
  private front = 0;
  private oldest = 0;

  constructor(arrivals: Int32Array) {
    this.waiting = arrivals.slice();
    this.notAnswered = arrivals.slice();
  }

  accept(count: number): void {
    this.accepted += count;
    this.visible += count;
    this.unanswered += count;
  }

  /** Takes the oldest waiting messages, one call for each cohort. */
  take(count: number, started: (acceptedStep: number, count: number) => void): void {
    this.visible -= count;
    for (let left = count; left > 0;) {
      while (this.waiting[this.front] === 0) this.front++;
      const taken = Math.min(left, this.waiting[this.front]!);
      this.waiting[this.front]! -= taken;
      left -= taken;
      started(this.front, taken);
    }
  }

  answer(acceptedStep: number, count: number, step: number): void {
    this.notAnswered[acceptedStep]! -= count;
    this.unanswered -= count;
    this.latencies.add(step - acceptedStep, count);
  }

  hide(count: number): void {
    this.hidden += count;
  }

  comeBack(acceptedStep: number): void {
    this.hidden--;
    this.visible++;
    this.waiting[acceptedStep]! += 1;
    this.front = Math.min(this.front, acceptedStep);
  }

  /** When the oldest message that has no answer was accepted. */
  oldestStep(): number | undefined {
    if (this.unanswered === 0) return undefined;
    while (this.notAnswered[this.oldest] === 0) this.oldest++;
    return this.oldest;
  }

  /** Whatever has no answer at the end counts with the time it has waited. */
  giveUp(step: number): void {
    for (let accepted = 0; this.unanswered > 0; accepted++) {
      const count = this.notAnswered[accepted]!;
      if (count > 0) this.answer(accepted, count, step);
    }
  }
}
