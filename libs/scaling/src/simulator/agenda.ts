/** What happens seldom, and at a known time. */
export class Agenda {
  private readonly entries = new Map<number, (() => void)[]>();

  has(step: number): boolean {
    return this.entries.has(step);
  }

  at(step: number, happen: () => void): void {
    const entry = this.entries.get(step);
    if (entry) entry.push(happen);
    else this.entries.set(step, [happen]);
  }

  /** In the order in which it was entered. */
  run(step: number): void {
    const entry = this.entries.get(step);
    if (entry === undefined) return;
    this.entries.delete(step);
    for (const happen of entry) happen();
  }
}
