import type { Clock } from '@facefleet/platform';
import type { Entry } from './entry';
import type { EntryLog } from './entry-log';
import { GalleryState } from './gallery-state';
import { GalleryVersion } from './gallery-version';

const READS_AT_ONCE = 16;

/** One gallery in memory, caught up from the log when somebody needs it newer than it is. */
export class GalleryView {
  readonly state = new GalleryState();
  private readonly versionOfKnown = new GalleryVersion();
  private readonly known = new Set<string>();
  /** When the listing began that this view shows [Unix ms]. */
  private seenAtMs = -Infinity;
  private invalidations = 0;
  /** A view that was never filled has the version of an empty gallery, but says nothing of this one. */
  private caughtUp = false;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    readonly gallery: string,
    private readonly log: EntryLog,
    private readonly clock: Clock,
  ) {}

  get version(): string {
    return this.versionOfKnown.toString();
  }

  /** The gallery has been created or is the one that needs no creation. */
  get exists(): boolean {
    return this.known.size > 0;
  }

  /** Shows everything that was in the log at most `maxStalenessMs` ago. */
  async notOlderThan(maxStalenessMs: number): Promise<void> {
    if (this.clock.nowMs() - this.seenAtMs > maxStalenessMs) await this.refresh();
  }

  /** Shows version `wanted` or a newer one. Costs nothing where it shows just that one. */
  async atLeast(wanted: string): Promise<void> {
    if (!this.caughtUp || this.version !== wanted) await this.refresh();
  }

  /** Somebody wrote to the gallery: what is in memory must not be called fresh any more. */
  invalidate(): void {
    this.invalidations += 1;
    this.seenAtMs = -Infinity;
  }

  /**
   * Shows everything that was in the log when this was called. Callers share listings: whoever comes while one runs
   * waits for the next, which begins after he came.
   */
  refresh(): Promise<void> {
    if (this.running === undefined) {
      this.running = this.catchUp().finally(() => (this.running = undefined));
      return this.running;
    }
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.refresh();
      });
    return this.next;
  }

  private async catchUp(): Promise<void> {
    const startedAtMs = this.clock.nowMs();
    const invalidations = this.invalidations;
    const listed = new Set(await this.log.ids(this.gallery));
    const fresh = await this.read([...listed].filter((id) => !this.known.has(id)));
    // No await from here on: nobody sees half of the change, neither in the state nor in its version.
    for (const id of this.known) if (!listed.has(id)) this.forget(id);
    for (const entry of fresh) this.show(entry);
    this.caughtUp = true;
    if (this.invalidations === invalidations) this.seenAtMs = startedAtMs;
  }

  private async read(ids: string[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let from = 0; from < ids.length; from += READS_AT_ONCE) {
      const some = ids.slice(from, from + READS_AT_ONCE);
      for (const entry of await Promise.all(some.map((id) => this.log.read(this.gallery, id)))) {
        if (entry !== undefined) entries.push(entry); // else it was erased since it was listed
      }
    }
    return entries;
  }

  private show(entry: Entry): void {
    this.state.add(entry);
    this.known.add(entry.id);
    this.versionOfKnown.add(entry.id);
  }

  private forget(id: string): void {
    this.state.forget(id);
    this.known.delete(id);
    this.versionOfKnown.remove(id);
  }
}
