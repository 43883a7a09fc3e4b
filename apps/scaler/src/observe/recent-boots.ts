const REMEMBERED = 20;
const QUANTILE = 0.9;

/** How long workers took lately from launch to readiness. */
export class RecentBoots {
  private readonly bootSByWorker = new Map<string, number>();

  /** The first word on a worker counts. */
  note(workerId: string, bootS: number): void {
    if (this.bootSByWorker.has(workerId)) return;
    this.bootSByWorker.set(workerId, bootS);
    if (this.bootSByWorker.size <= REMEMBERED) return;
    const [oldest] = this.bootSByWorker.keys();
    this.bootSByWorker.delete(oldest!);
  }

  /** Nine in ten were ready sooner: a plan on the mean would be late half of the time. [s] */
  get bootS(): number | undefined {
    const sorted = [...this.bootSByWorker.values()].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * QUANTILE) - 1];
  }
}
