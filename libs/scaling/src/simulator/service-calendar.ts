import type { Uniform } from './random';
import type { ServiceTimes } from './service-times';

/** From so many messages that start together on, they are split over the distribution instead of drawn one by one. */
const MANY = 32;
const NONE = -1;

/**
 * When each message in flight will be finished: a ring of steps, each with runs of messages that were accepted in the
 * same step. Runs are linked lists in arrays, because a busy week makes a hundred million of them.
 */
export class ServiceCalendar {
  inFlight = 0;
  private readonly mask: number;
  private readonly firstRun: Int32Array;
  private readonly due: Int32Array;
  private next = new Int32Array(1024);
  private accepted = new Int32Array(1024);
  private count = new Int32Array(1024);
  private freeRun = NONE;
  private usedRuns = 0;

  constructor(
    private readonly times: ServiceTimes,
    private readonly uniform: Uniform,
  ) {
    const ring = 2 ** Math.ceil(Math.log2(times.maxSteps + 1));
    this.mask = ring - 1;
    this.firstRun = new Int32Array(ring).fill(NONE);
    this.due = new Int32Array(ring);
  }

  isDue(step: number): boolean {
    return this.due[step & this.mask]! > 0;
  }

  start(acceptedStep: number, count: number, step: number): void {
    this.inFlight += count;
    if (count < MANY) {
      for (let i = 0; i < count; i++) this.add(step + this.times.draw(this.uniform), acceptedStep, 1);
      return;
    }
    // Systematic sampling: the share of each duration is right on average, and nearly so each time.
    const { upTo } = this.times;
    const offset = this.uniform();
    for (let steps = 1, done = 0; done < count; steps++) {
      const until = Math.floor(count * upTo[steps]! + offset);
      if (until === done) continue;
      this.add(step + steps, acceptedStep, until - done);
      done = until;
    }
  }

  /** Ends what is due in this step. @returns how many messages */
  finish(step: number, finished: (acceptedStep: number, count: number) => void): number {
    const slot = step & this.mask;
    const ended = this.due[slot]!;
    if (ended === 0) return 0;
    for (let run = this.firstRun[slot]!; run !== NONE;) {
      finished(this.accepted[run]!, this.count[run]!);
      const following = this.next[run]!;
      this.free(run);
      run = following;
    }
    this.firstRun[slot] = NONE;
    this.due[slot] = 0;
    this.inFlight -= ended;
    return ended;
  }

  /** Takes out one message, each in flight equally likely. @returns when it was accepted */
  loseOne(uniform: Uniform): number {
    let left = Math.floor(uniform() * this.inFlight);
    let slot = 0;
    while (left >= this.due[slot]!) left -= this.due[slot++]!;
    let run = this.firstRun[slot]!;
    while (left >= this.count[run]!) {
      left -= this.count[run]!;
      run = this.next[run]!;
    }
    // An empty run may stay in its list: it is freed when its step comes.
    this.count[run]! -= 1;
    this.due[slot]! -= 1;
    this.inFlight--;
    return this.accepted[run]!;
  }

  private add(step: number, acceptedStep: number, count: number): void {
    const slot = step & this.mask;
    this.due[slot]! += count;
    const first = this.firstRun[slot]!;
    if (first !== NONE && this.accepted[first] === acceptedStep) {
      this.count[first]! += count;
      return;
    }
    const run = this.newRun();
    this.accepted[run] = acceptedStep;
    this.count[run] = count;
    this.next[run] = first;
    this.firstRun[slot] = run;
  }

  private newRun(): number {
    const reused = this.freeRun;
    if (reused !== NONE) {
      this.freeRun = this.next[reused]!;
      return reused;
    }
    if (this.usedRuns === this.next.length) {
      this.next = doubled(this.next);
      this.accepted = doubled(this.accepted);
      this.count = doubled(this.count);
    }
    return this.usedRuns++;
  }

  private free(run: number): void {
    this.next[run] = this.freeRun;
    this.freeRun = run;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
