import type { MetadataPatch } from '@facefleet/contracts';
import { Clock, ExpectedError, messageOf, uuidv7, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { encodeEmbedding, type EnrolEntry, type SettingsEntry } from './entry';
import { GalleryOptions } from './gallery-options';
import { GalleryView } from './gallery-view';
import type { Face } from './state/face';
import type { Person } from './state/person';
import { Compactor } from './storage/compactor';
import { EntryLog } from './storage/entry-log';
import { segmentOf } from './storage/segment';
import { EmbeddingSpaces } from './vectors/embedding-spaces';

/** This gallery is there without being created. */
export const DEFAULT_GALLERY = 'default';
/**
 * Nobody is answered from a picture of a gallery that is older than this, and removals are answered no sooner: once one is,
 * nobody who asks meets who was removed, through whichever gateway, and whatever became of the event that told of it.
 */
export const OLDEST_VIEW_MS = 1_000;
/** Timers may be early. */
const MARGIN_MS = 5;
/** Longer than any message waits in a queue: nothing that was under way when a gallery was deleted can come any more. */
const DROP_REMEMBERED_MS = 6 * 24 * 3600 * 1000;

export type GallerySettings = Pick<SettingsEntry, 'maxFalseMatchRate' | 'retention' | 'model'>;

export type NewFace = Omit<EnrolEntry, 'v' | 'type' | 'embedding'> & { embedding: Float32Array };

export interface Removal {
  /** Enrolled faces that went. */
  faces: number;
  /** Objects of the store that were deleted, or written anew without them. */
  entries: number;
  segments: number;
}

/** All galleries: their views in memory and the writes to their log. */
@Injectable()
export class Galleries {
  private readonly logger = new Logger(Galleries.name);
  /** Least recently used first. */
  private readonly views = new Map<string, GalleryView>();

  constructor(
    @Inject(EntryLog) private readonly log: EntryLog,
    @Inject(Compactor) private readonly compactor: Compactor,
    @Inject(GalleryOptions) private readonly options: GalleryOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  view(gallery: string): GalleryView {
    const known = this.views.get(gallery);
    const view = known ?? this.newView(gallery);
    this.views.delete(gallery);
    this.views.set(gallery, view);
    return view;
  }

  /**
   * The gallery as it was at most `maxStalenessMs` ago, and never more than `OLDEST_VIEW_MS`.
   * @throws ExpectedError `gallery-not-found`
   */
  async existing(gallery: string, maxStalenessMs: number): Promise<GalleryView> {
    const view = this.view(gallery);
    await view.notOlderThan(Math.min(maxStalenessMs, this.oldestViewMs));
    if (view.exists || gallery === DEFAULT_GALLERY) return view;
    await view.refresh(); // created a moment ago, elsewhere?
    if (view.exists) return view;
    this.views.delete(gallery); // names that nobody created must not fill the memory
    throw new ExpectedError(
      'gallery-not-found',
      `There is no gallery "${gallery}". Enrolling a first face creates it.`,
    );
  }

  /** Names of all galleries, in their order. */
  async names(): Promise<string[]> {
    const names = new Set([DEFAULT_GALLERY, ...(await this.log.galleries())]);
    return [...names].sort();
  }

  /** Creating a gallery that is there changes nothing but the settings that are named. */
  async create(
    gallery: string,
    model: string,
    settings: Omit<GallerySettings, 'model'> = {},
    id = uuidv7(),
  ): Promise<void> {
    await this.log.append(gallery, { v: 1, type: 'create', id, model });
    const isSet = Object.values(settings).some((value) => value !== undefined);
    if (isSet) await this.log.append(gallery, { v: 1, type: 'settings', id: uuidv7(), ...settings });
    this.view(gallery).invalidate();
  }

  /**
   * For something that was asked for a while ago: a gallery that was deleted since is not brought back. Leaves a view that
   * shows it.
   *
   * @param askedBy UUIDv7 as old as the request
   * @returns false where it was deleted since
   */
  async createFor(gallery: string, model: string, askedBy: string): Promise<boolean> {
    const view = this.view(gallery);
    await view.refresh();
    if (view.state.isDropped(askedBy)) return false;
    if (view.state.model !== undefined) return true;
    const id = uuidv7();
    await this.create(gallery, model, {}, id);
    await view.refresh();
    if (!view.state.isDropped(askedBy)) return true;
    await this.takeBack(gallery, id);
    return false;
  }

  /**
   * @param id of the entry: whoever may come twice, or late, says which it is, so that nothing newer is undone
   * @throws ExpectedError `gallery-not-found`
   */
  async configure(gallery: string, settings: GallerySettings, id = uuidv7()): Promise<void> {
    const view = await this.existing(gallery, 0);
    const current: GallerySettings = view.state;
    const isChange = (key: keyof GallerySettings) =>
      settings[key] !== undefined && settings[key] !== current[key];
    if (!(Object.keys(settings) as (keyof GallerySettings)[]).some(isChange)) return;
    await this.log.append(gallery, { v: 1, type: 'settings', id, ...settings });
    await view.refresh();
    await this.log.erase(gallery, view.state.replacedSettings);
    view.invalidate();
  }

  /** Deletes a gallery with all that is stored of it but its images. */
  async drop(gallery: string): Promise<Removal> {
    const view = await this.existing(gallery, 0);
    const faces = view.state.faceCount;
    const { entries, segments, graphs } = view.stored;
    const last = [...entries.slice(-1), ...segments.map((segment) => segment.id)];
    const lastMs = Math.max(this.clock.nowMs(), ...last.map(uuidv7TimeMs));
    const id = v7({ msecs: lastMs + 1 });
    await this.log.append(gallery, { v: 1, type: 'drop', id });
    const droppedAtMs = this.clock.nowMs();
    await view.refresh();
    const gone = view.stored.entries.filter((entry) => entry < id);
    await this.log.erase(gallery, gone);
    // Somebody may have folded this drop meanwhile, or what came after it: such a segment is to stay.
    await this.log.eraseSegments(gallery, view.voidSegments, graphs);
    await this.compactor.clean(view);
    view.invalidate();
    await this.untilNobodyIsBehind(droppedAtMs);
    return { faces, entries: entries.length, segments: segments.length };
  }

  /** Enrolling the same face id again changes nothing. */
  async enrol(gallery: string, face: NewFace): Promise<void> {
    await this.log.append(gallery, enrolmentOf(face));
    this.written(gallery);
  }

  /** Many faces in one object: some 100,000 at a time for whoever brings a whole gallery from elsewhere. */
  async enrolMany(gallery: string, faces: Iterable<NewFace>): Promise<void> {
    await this.compactor.write(gallery, segmentOf(entriesOf(faces)));
    this.view(gallery).invalidate();
  }

  /** Writing the same entry again changes nothing. */
  async addEmbedding(
    gallery: string,
    { id, faceId, model, embedding }: { id: string; faceId: string; model: string; embedding: Float32Array },
  ): Promise<void> {
    await this.log.append(gallery, {
      v: 1,
      type: 'embedding',
      id,
      faceId,
      model,
      embedding: encodeEmbedding(embedding),
    });
    this.written(gallery);
  }

  /**
   * Takes back a face that was removed while it was written, or an embedding of one. Whoever writes looks afterwards
   * whether it was removed, and whoever removes faces looks afterwards for embeddings: one of them sees the other.
   */
  async takeBack(gallery: string, id: string): Promise<void> {
    await this.eraseForGood(gallery, [id]);
  }

  /**
   * Names a person, tells about him, or makes him known before he has a face.
   * @param id of the entry: saying the same with the same id again changes nothing
   */
  async describe(
    gallery: string,
    personId: string,
    { name, metadata }: { name?: string; metadata?: MetadataPatch },
    id = uuidv7(),
  ): Promise<void> {
    await this.log.append(gallery, { v: 1, type: 'person', id, personId, name, metadata });
    this.written(gallery);
  }

  /** From now on these faces are this person's. */
  async assign(gallery: string, faces: readonly string[], personId: string): Promise<void> {
    await this.log.append(gallery, { v: 1, type: 'assign', id: uuidv7(), personId, faces: [...faces] });
    this.written(gallery);
  }

  /**
   * All that is stored of a person, including faces that an earlier removal left behind half-way.
   * @throws ExpectedError `gallery-not-found`, `person-not-found`
   */
  async storedPerson(
    gallery: string,
    personId: string,
  ): Promise<{ person: Person | undefined; faces: Face[] }> {
    const { state } = await this.existing(gallery, 0);
    const person = state.people.get(personId);
    const faces = state.storedFacesOf(personId);
    if (person || faces.length > 0) return { person, faces };
    throw personNotFound(gallery, personId);
  }

  /**
   * Takes faces out of the gallery, and what is known of a person with them if one is named, and erases every trace of
   * them: single entries, segments and graphs. The removal is written before anything is erased: a writer that comes late
   * cannot bring anything back.
   */
  async remove(gallery: string, faces: readonly Face[], person?: Person): Promise<Removal> {
    const view = this.view(gallery);
    const entries = [...view.state.entriesOf(faces), ...(person?.ownEntries ?? [])];
    if (entries.length === 0) return { faces: 0, entries: 0, segments: 0 };
    await this.log.append(gallery, { v: 1, type: 'remove', id: uuidv7(), entries });
    const removedAtMs = this.clock.nowMs();
    await view.refresh();
    const known = new Set(entries);
    const late = view.state.entriesOf(faces).filter((id) => !known.has(id)); // see takeBack
    const erased = await this.eraseForGood(gallery, [...entries, ...late]);
    await this.untilNobodyIsBehind(removedAtMs);
    return { faces: faces.length, ...erased };
  }

  /** Forgets that a gallery which is not there ever was, once nothing can come any more of the time before it was deleted. */
  async forgetDropped(gallery: string): Promise<void> {
    const view = this.view(gallery);
    await view.refresh();
    const { state, stored } = view;
    if (state.exists || stored.segments.length > 0) return;
    const isOld = (id: string) => uuidv7TimeMs(id) < this.clock.nowMs() - DROP_REMEMBERED_MS;
    if (stored.entries.every(isOld)) await this.log.erase(gallery, stored.entries);
    this.views.delete(gallery);
  }

  /** Nobody can bring them back, whoever still writes them. */
  private async eraseForGood(gallery: string, entries: string[]): Promise<Omit<Removal, 'faces'>> {
    const view = this.view(gallery);
    const valid = entries.filter((id) => !view.state.isVoid(id));
    if (valid.length > 0)
      await this.log.append(gallery, { v: 1, type: 'remove', id: uuidv7(), entries: valid });
    const single = new Set(view.stored.entries);
    const alone = entries.filter((id) => single.has(id));
    await this.log.erase(gallery, alone);
    const segments = await this.compactor.clean(view);
    view.invalidate();
    return { entries: alone.length, segments };
  }

  private get oldestViewMs(): number {
    return this.options.oldestViewMs ?? OLDEST_VIEW_MS;
  }

  /** Until every process that is asked about the gallery looks, or has looked, at what was written then. */
  private async untilNobodyIsBehind(writtenAtMs: number): Promise<void> {
    const leftMs = writtenAtMs + this.oldestViewMs - this.clock.nowMs();
    if (leftMs >= 0) await sleep(Math.min(leftMs, this.oldestViewMs) + MARGIN_MS);
  }

  private written(gallery: string): void {
    const view = this.view(gallery);
    view.invalidate();
    if (!this.compactor.isDue(view)) return;
    this.compactor
      .compact(view)
      .catch((error: unknown) =>
        this.logger.warn({ gallery, error: messageOf(error) }, 'gallery not compacted'),
      );
  }

  private newView(gallery: string): GalleryView {
    const { distanceOf } = this.options;
    const spaces = distanceOf && new EmbeddingSpaces(distanceOf);
    return new GalleryView(gallery, this.log, this.clock, spaces, () => this.keepWithinMemory());
  }

  /** Whoever works with a view that goes keeps it until he is done. */
  private keepWithinMemory(): void {
    let bytes = [...this.views.values()].reduce((sum, view) => sum + view.bytes, 0);
    for (const [gallery, view] of this.views) {
      if (bytes <= this.options.memoryBytes || this.views.size === 1) return;
      this.views.delete(gallery);
      bytes -= view.bytes;
      this.logger.log({ gallery, bytes: view.bytes }, 'gallery leaves the memory');
    }
  }
}

function enrolmentOf(face: NewFace): EnrolEntry {
  return { ...face, v: 1, type: 'enrol', embedding: encodeEmbedding(face.embedding) };
}

function* entriesOf(faces: Iterable<NewFace>): Generator<EnrolEntry> {
  for (const face of faces) yield enrolmentOf(face);
}

export function personNotFound(gallery: string, personId: string): ExpectedError {
  return new ExpectedError('person-not-found', `There is no person "${personId}" in gallery "${gallery}".`);
}
