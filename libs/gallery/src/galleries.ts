import { Clock, ExpectedError, uuidv7 } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { encodeEmbedding, type EnrolEntry } from './entry';
import { EntryLog } from './entry-log';
import type { EnrolledFace } from './gallery-state';
import { GalleryView } from './gallery-view';

/** This gallery is there without being created. */
export const DEFAULT_GALLERY = 'default';

/** All galleries: their views in memory and the writes to their log. */
@Injectable()
export class Galleries {
  private readonly views = new Map<string, GalleryView>();

  constructor(
    @Inject(EntryLog) private readonly log: EntryLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  view(gallery: string): GalleryView {
    const view = this.views.get(gallery) ?? new GalleryView(gallery, this.log, this.clock);
    this.views.set(gallery, view);
    return view;
  }

  /**
   * The gallery as it was at most `maxStalenessMs` ago.
   * @throws ExpectedError `gallery-not-found`
   */
  async existing(gallery: string, maxStalenessMs: number): Promise<GalleryView> {
    const view = this.view(gallery);
    await view.notOlderThan(maxStalenessMs);
    if (view.exists || gallery === DEFAULT_GALLERY) return view;
    await view.refresh(); // created a moment ago, elsewhere?
    if (view.exists) return view;
    this.views.delete(gallery); // names that nobody created must not fill the memory
    throw new ExpectedError(
      'gallery-not-found',
      `There is no gallery "${gallery}". Enrolling a first face creates it.`,
    );
  }

  /** Creating a gallery that is there changes nothing. */
  async create(gallery: string, model: string): Promise<void> {
    await this.log.append(gallery, { v: 1, type: 'create', id: uuidv7(), model });
    this.view(gallery).invalidate();
  }

  /** @throws ExpectedError `gallery-not-found` */
  async configure(gallery: string, { maxFalseMatchRate }: { maxFalseMatchRate: number }): Promise<void> {
    const view = await this.existing(gallery, 0);
    if (view.state.maxFalseMatchRate === maxFalseMatchRate) return;
    const overridden = view.state.settingsEntries;
    await this.log.append(gallery, { v: 1, type: 'settings', id: uuidv7(), maxFalseMatchRate });
    await this.log.erase(gallery, overridden);
    view.invalidate();
  }

  /** Enrolling the same face id again changes nothing. */
  async enrol(
    gallery: string,
    face: Omit<EnrolEntry, 'v' | 'type' | 'embedding'> & { embedding: Float32Array },
  ): Promise<void> {
    await this.log.append(gallery, {
      ...face,
      v: 1,
      type: 'enrol',
      embedding: encodeEmbedding(face.embedding),
    });
    this.view(gallery).invalidate();
  }

  /**
   * All that is stored of a person's faces, including what an earlier removal left behind half-way.
   * @throws ExpectedError `gallery-not-found`, `person-not-found`
   */
  async facesOf(gallery: string, personId: string): Promise<EnrolledFace[]> {
    const view = await this.existing(gallery, 0);
    const faces = view.state.storedFacesOf(personId);
    if (faces.length > 0) return faces;
    throw new ExpectedError('person-not-found', `There is no person "${personId}" in gallery "${gallery}".`);
  }

  /**
   * Takes faces of a person out of the gallery and erases their entries.
   * The removal is written before anything is erased: a writer that comes late cannot bring a face back.
   */
  async removeFaces(gallery: string, personId: string, faces: EnrolledFace[]): Promise<void> {
    const entries = faces.map(({ faceId }) => faceId);
    await this.log.append(gallery, { v: 1, type: 'remove', id: uuidv7(), personId, entries });
    await this.log.erase(gallery, entries);
    this.view(gallery).invalidate();
  }
}
