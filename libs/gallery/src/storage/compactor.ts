import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Entry } from '../entry';
import type { GalleryView } from '../gallery-view';
import { EntryLog, graphName, type SegmentRef } from './entry-log';
import { segmentsToMerge } from './merge-plan';
import { merged, type Segment, segmentOf } from './segment';
import { EXACT_ROWS } from '../vectors/tuning';
import { VectorShard } from '../vectors/vector-shard';
import type { DistanceOf } from '../vectors/embedding-spaces';
import { GalleryOptions } from '../gallery-options';

/** So many single entries are worth a segment. */
const FOLD_AT = 256;
const READS_AT_ONCE = 16;
/**
 * Folds single entries into segments and small segments into larger ones, and writes anew what holds void entries. What
 * it makes stands beside what it replaces before that goes, so a crash leaves things twice, and two at once do work twice.
 */
@Injectable()
export class Compactor {
  private readonly logger = new Logger(Compactor.name);
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    @Inject(EntryLog) private readonly log: EntryLog,
    @Inject(GalleryOptions) private readonly options: GalleryOptions,
  ) {}

  /** There is something to do, by what the view showed last. */
  isDue(view: GalleryView): boolean {
    return view.stored.entries.length >= FOLD_AT;
  }

  /** Once at a time for each gallery: whoever comes while it runs gets the same promise. */
  compact(view: GalleryView): Promise<void> {
    const running =
      this.running.get(view.gallery) ?? this.run(view).finally(() => this.running.delete(view.gallery));
    this.running.set(view.gallery, running);
    return running;
  }

  /** Writes segments anew in which void entries are, until there are none. */
  async clean(view: GalleryView): Promise<number> {
    let cleaned = 0;
    for (;;) {
      await view.refresh();
      const dirty = view.segmentsToClean;
      if (dirty.length === 0) return cleaned;
      for (const ref of dirty) cleaned += await this.fold(view, [ref], []);
    }
  }

  private async run(view: GalleryView): Promise<void> {
    await view.refresh();
    const { entries } = view.stored;
    if (entries.length >= FOLD_AT) await this.fold(view, [], entries);
    await this.clean(view); // what was removed while we wrote must not stay in what we wrote
    for (
      let group = segmentsToMerge(view.stored.segments);
      group.length > 0;
      group = segmentsToMerge(view.stored.segments)
    ) {
      await this.fold(view, group, []);
      await this.clean(view);
    }
  }

  /** One segment in place of these segments and entries. @returns how many segments went */
  async fold(view: GalleryView, segments: SegmentRef[], entries: string[]): Promise<number> {
    const { gallery, state } = view;
    const parts: Segment[] = [];
    const found: SegmentRef[] = [];
    for (const ref of segments) {
      const segment = await this.log.readSegment(gallery, ref, { withEmbeddings: true });
      if (segment === undefined) continue; // somebody else was faster
      parts.push(segment);
      found.push(ref);
    }
    const read = await this.readEntries(gallery, entries);
    parts.push(segmentOf(read));
    const together = merged(parts, (id) => state.isVoid(id));
    const hasContent = together.enrolments.length + together.embeddings.length + together.others.length > 0;
    const written = hasContent ? await this.write(gallery, together) : undefined;
    await this.log.erase(
      gallery,
      read.map(({ id }) => id),
    );
    const replaced = found.filter(({ id }) => id !== written?.id);
    await this.log.eraseSegments(gallery, replaced, view.stored.graphs);
    this.logger.log({ gallery, entries: read.length, segments: found.length }, 'gallery compacted');
    await view.refresh();
    return found.length;
  }

  /** A segment, and the graphs of its embeddings. */
  async write(gallery: string, segment: Segment): Promise<SegmentRef> {
    const ref = await this.log.writeSegment(gallery, segment);
    await this.writeGraphs(gallery, ref, segment);
    return ref;
  }

  private async readEntries(gallery: string, ids: string[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let from = 0; from < ids.length; from += READS_AT_ONCE) {
      const some = ids.slice(from, from + READS_AT_ONCE);
      const read = await Promise.all(some.map((id) => this.log.read(gallery, id)));
      entries.push(...read.filter((entry) => entry !== undefined));
    }
    return entries;
  }

  /** A worker that starts is to find the graphs of large segments ready. */
  private async writeGraphs(gallery: string, ref: SegmentRef, { enrolments }: Segment): Promise<void> {
    const distanceOf: DistanceOf | undefined = this.options.distanceOf;
    if (!distanceOf) return;
    for (const { model, dimensions, rows, halves } of enrolments) {
      if (rows.length < EXACT_ROWS || halves === undefined) continue;
      const vectors = new VectorShard({ dimensions, distance: distanceOf(model) });
      vectors.addHalves(halves);
      await vectors.buildGraph();
      await this.log.writeGraph(gallery, graphName(ref.id, model), await vectors.saveGraph());
    }
  }
}
