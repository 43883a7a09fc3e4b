/** How many messages this process has put into the queues of work, since when. */
export class WorkSent {
  private count = 0;

  /** @param sinceMs Unix time [ms] */
  constructor(readonly sinceMs: number) {}

  /** The queue has taken so many. */
  add(messages: number): void {
    this.count += messages;
  }

  get messages(): number {
    return this.count;
  }
}
