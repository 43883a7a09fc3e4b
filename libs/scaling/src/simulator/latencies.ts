/** How many messages took how many steps from acceptance to answer. */
export class Latencies {
  total = 0;
  private counts = new Float64Array(4096);

  add(steps: number, messages: number): void {
    if (steps >= this.counts.length) this.grow(steps);
    this.counts[steps]! += messages;
    this.total += messages;
  }

  longerThan(steps: number): number {
    let longer = 0;
    for (let i = Math.max(0, Math.floor(steps) + 1); i < this.counts.length; i++) longer += this.counts[i]!;
    return longer;
  }

  /** [steps]; 0 without messages */
  mean(): number {
    const sum = this.counts.reduce((total, messages, steps) => total + messages * steps, 0);
    return sum / Math.max(1, this.total);
  }

  /** The shortest latency that at least this share of the messages does not exceed [steps]; 0 without messages */
  quantile(share: number): number {
    const enough = share * this.total;
    let sum = 0;
    for (let steps = 0; steps < this.counts.length; steps++) {
      sum += this.counts[steps]!;
      if (sum > 0 && sum >= enough) return steps;
    }
    return 0;
  }

  private grow(steps: number): void {
    const longer = new Float64Array(Math.max(steps + 1, 2 * this.counts.length));
    longer.set(this.counts);
    this.counts = longer;
  }
}
