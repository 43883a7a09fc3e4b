import { type Clock, isWithin, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import { setImmediate as turn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Entry } from './entry';
import { GalleryVersion } from './gallery-version';
import { addSegment } from './state/add-segment';
import { GalleryState } from './state/gallery-state';
import { type EntryLog, graphName, type Listing, type SegmentRef } from './storage/entry-log';
import { idsOf, type Segment } from './storage/segment';
import type { EmbeddingSpaces } from './vectors/embedding-spaces';
import type { VectorShard } from './vectors/vector-shard';

const READS_AT_ONCE = 16;
/** What is listed may be folded or erased before it is read; then the next listing says where it is. */
const MOST_LISTINGS = 20;
const VERSIONS_REMEMBERED = 256;
/** What a face takes beside its embedding, with its share of a person: measured. */
const BYTES_PER_FACE = 400;

/** One gallery in memory, caught up from the log when somebody needs it newer than it is. */
export class GalleryView {
  readonly state: GalleryState;
  private readonly logger = new Logger(GalleryView.name);
  private readonly versionOfKnown = new GalleryVersion();
  /** Versions that this view has shown: it is newer than all of them. */
  private readonly shown = new LRUCache<string, true>({ max: VERSIONS_REMEMBERED });
  private readonly entries = new Set<string>();
  private readonly segments = new Map<string, { ref: SegmentRef; ids: string[] }>();
  private graphs: string[] = [];
  /** When the listing began that this view shows [Unix ms]. */
  private seenAtMs = -Infinity;
  private invalidations = 0;
  /** A view that was never filled has the version of an empty gallery, but says nothing of this one. */
  private caughtUp = false;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private building: Promise<void> | undefined;

  constructor(
    readonly gallery: string,
    private readonly log: EntryLog,
    private readonly clock: Clock,
    spaces?: EmbeddingSpaces,
    /** Called when it may take more memory than before. */
    private readonly grown: () => void = () => undefined,
  ) {
    this.state = new GalleryState(spaces);
  }

  get version(): string {
    return this.versionOfKnown.toString();
  }

  /** Somebody created it, set it up, or is in it. */
  get exists(): boolean {
    return this.state.exists;
  }

  /** What is stored of it, as it was listed last. */
  get stored(): Listing {
    const segments = [...this.segments.values()].map(({ ref }) => ref);
    return { entries: [...this.entries], segments, graphs: this.graphs };
  }

  /** Estimate of the memory that it takes. */
  get bytes(): number {
    return (this.state.spaces?.bytes ?? 0) + this.state.faceCount * BYTES_PER_FACE;
  }

  /** Segments in which entries are that are void: they are to be written anew without them. */
  get segmentsToClean(): SegmentRef[] {
    return [...this.segments.values()]
      .filter(({ ids }) => ids.some((id) => this.state.isVoid(id)))
      .map(({ ref }) => ref);
  }

  /** Segments in which nothing is that counts. */
  get voidSegments(): SegmentRef[] {
    return [...this.segments.values()]
      .filter(({ ids }) => ids.every((id) => this.state.isVoid(id)))
      .map(({ ref }) => ref);
  }

  /** Shows everything that was in the log at most `maxStalenessMs` ago. */
  async notOlderThan(maxStalenessMs: number): Promise<void> {
    if (!isWithin(maxStalenessMs, this.seenAtMs, this.clock.nowMs())) await this.refresh();
  }

  /** Shows version `wanted` or a newer one. Costs nothing where it has shown just that one. */
  async atLeast(wanted: string): Promise<void> {
    if (!this.shown.has(wanted)) await this.refresh();
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
    const { listing, entries, segments } = await this.readNews();
    // No await from here on: nobody sees half of the change, neither in the state nor in its version.
    for (const news of segments) this.showSegment(news);
    for (const { id, entry } of entries) this.showEntry(id, entry);
    this.letGo(listing);
    const hasGrown = !this.caughtUp || entries.length > 0 || segments.length > 0;
    this.caughtUp = true;
    this.shown.set(this.version, true);
    if (this.invalidations === invalidations) this.seenAtMs = startedAtMs;
    if (hasGrown) this.grown();
    this.buildGraphs();
  }

  /** Lists, and reads what is new, until all that was listed could be read. */
  private async readNews(): Promise<{ listing: Listing; entries: NewEntry[]; segments: NewSegment[] }> {
    const entries = new Map<string, NewEntry>();
    const segments = new Map<string, NewSegment>();
    for (let round = 0; round < MOST_LISTINGS; round++) {
      const listing = await this.log.list(this.gallery);
      const newSegments = listing.segments.filter(({ id }) => !this.segments.has(id) && !segments.has(id));
      const newEntries = listing.entries.filter((id) => !this.entries.has(id) && !entries.has(id));
      for (const ref of newSegments) {
        const read = await this.readSegment(ref, listing.graphs);
        if (read === undefined) continue;
        if (this.caughtUp) segments.set(ref.id, read);
        else {
          // Nobody reads a view that was never filled: one large piece after the other, and time for others between.
          this.showSegment(read);
          await turn();
        }
      }
      for (const read of await this.readEntries(newEntries)) entries.set(read.id, read);
      const isRead = (ref: SegmentRef) => this.segments.has(ref.id) || segments.has(ref.id);
      if (listing.segments.every(isRead) && newEntries.every((id) => entries.has(id))) {
        const listed = new Set(listing.segments.map(({ id }) => id));
        return {
          listing,
          entries: listing.entries.flatMap((id) => entries.get(id) ?? []),
          segments: [...segments.values()].filter(({ ref }) => listed.has(ref.id)),
        };
      }
    }
    throw new Error(`Gallery "${this.gallery}" changed faster than it could be read`);
  }

  private async readEntries(ids: string[]): Promise<NewEntry[]> {
    const read: NewEntry[] = [];
    for (let from = 0; from < ids.length; from += READS_AT_ONCE) {
      const some = ids.slice(from, from + READS_AT_ONCE);
      const entries = await Promise.all(some.map((id) => this.log.read(this.gallery, id)));
      entries.forEach((entry, index) => {
        if (entry !== undefined) read.push({ id: some[index] as string, entry });
      });
    }
    return read;
  }

  private async readSegment(ref: SegmentRef, graphs: string[]): Promise<NewSegment | undefined> {
    const withEmbeddings = this.state.spaces !== undefined;
    const segment = await this.log.readSegment(this.gallery, ref, { withEmbeddings });
    if (segment === undefined) return undefined;
    const shards = new Map<string, VectorShard>();
    for (const block of withEmbeddings && !this.caughtUp ? segment.enrolments : []) {
      const shard = this.state.spaces?.shardOf(block);
      if (!shard) continue;
      const name = graphName(ref.id, block.model);
      const graph = graphs.includes(name) ? await this.log.readGraph(this.gallery, name) : undefined;
      if (graph) await shard.loadGraph(graph);
      shards.set(block.model, shard);
      block.halves = undefined; // the shard has them
    }
    return { ref, segment, shards };
  }

  private showSegment({ ref, segment, shards }: NewSegment): void {
    const ids = [...idsOf(segment)];
    addSegment(this.state, segment, shards, (id) => this.versionOfKnown.add(id));
    this.segments.set(ref.id, { ref, ids });
  }

  private showEntry(id: string, entry: Entry): void {
    this.entries.add(id);
    if (this.state.add(entry)) this.versionOfKnown.add(id);
  }

  /** What is not listed any more was folded, and is held by another object already, or was erased. */
  private letGo(listing: Listing): void {
    const entries = new Set(listing.entries);
    for (const id of this.entries) if (!entries.has(id) && this.entries.delete(id)) this.forget(id);
    const segments = new Set(listing.segments.map(({ id }) => id));
    for (const [segmentId, { ids }] of this.segments) {
      if (segments.has(segmentId)) continue;
      this.segments.delete(segmentId);
      for (const id of ids) this.forget(id);
    }
    this.graphs = listing.graphs;
  }

  private forget(id: string): void {
    if (this.state.forget(id)) this.versionOfKnown.remove(id);
  }

  /** In the background: until a graph is there, its faces are searched one by one. */
  private buildGraphs(): void {
    const { spaces } = this.state;
    if (!spaces?.wantGraphs || this.building) return;
    this.building = spaces
      .buildGraphs()
      .catch((error: unknown) =>
        this.logger.warn({ gallery: this.gallery, error: messageOf(error) }, 'no search graph'),
      )
      .finally(() => {
        this.building = undefined;
        this.grown();
      });
  }
}

interface NewEntry {
  id: string;
  entry: Entry;
}

interface NewSegment {
  ref: SegmentRef;
  segment: Segment;
  /** Its embeddings, where they are many, by model. */
  shards: Map<string, VectorShard>;
}
