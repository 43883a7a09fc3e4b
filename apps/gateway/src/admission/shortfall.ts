/** Sending, receiving, fetching, telling: less than this it never takes [s] */
const LEAST_S = 0.25;
/** The rarest that counts is seen several times among so many. */
const ANSWERS_REMEMBERED = 500;
const REMEMBERED_FOR_MS = 60_000;
/** So many in a hundred answers come with less than the shortfall. */
const SHARE = 0.99;
/** Each request asks, most of them twice; so long it is told what was found out last. */
const FRESH_FOR_MS = 250;

/**
 * By how much answers come later than was reckoned when their requests were let in: that much is kept back of the limit from
 * then on. Whatever is not seen (a machine that others use too, a slow store, queues that keep no order) shows here.
 */
export class Shortfall {
  private readonly seen: { atMs: number; lateS: number }[] = [];
  private last: { atMs: number; shortfallS: number } | undefined;

  note(nowMs: number, lateS: number): void {
    this.seen.push({ atMs: nowMs, lateS });
    if (this.seen.length > ANSWERS_REMEMBERED) this.seen.shift();
  }

  at(nowMs: number): number {
    const { last } = this;
    if (last && Math.abs(nowMs - last.atMs) < FRESH_FOR_MS) return last.shortfallS;
    const shortfallS = this.found(nowMs);
    this.last = { atMs: nowMs, shortfallS };
    return shortfallS;
  }

  private found(nowMs: number): number {
    const lately = this.seen.filter(({ atMs }) => Math.abs(nowMs - atMs) < REMEMBERED_FOR_MS);
    const ascending = lately.map(({ lateS }) => lateS).sort((a, b) => a - b);
    return Math.max(LEAST_S, ascending[Math.ceil(SHARE * ascending.length) - 1] ?? 0);
  }
}
