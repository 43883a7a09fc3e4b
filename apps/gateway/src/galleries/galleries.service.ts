import { ImageStore, ResultStore } from '@facefleet/aws';
import { EventPublisher, ResultCache } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import {
  DEFAULT_MAX_FALSE_MATCH_RATE,
  Galleries,
  type GallerySettings,
  type GalleryView,
  repeatedEnrolments,
} from '@facefleet/gallery';
import { ModelCatalogue } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import { ErasureBook, Retentions } from '@facefleet/privacy';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { LetterErasure } from '../dead-letters/letter-erasure';
import { erasureStarted } from '../erasures/erasures.dto';
import { requireUsable } from '../models/usable-model';
import type { Gallery, GalleryRemoval, NewGallery } from './galleries.dto';

@Injectable()
export class GalleriesService {
  private readonly logger = new Logger(GalleriesService.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(LetterErasure) private readonly deadLetters: LetterErasure,
    @Inject(Retentions) private readonly retentions: Retentions,
    @Inject(ErasureBook) private readonly erasures: ErasureBook,
  ) {}

  /** One after the other: there may be more than fit into the memory at once. */
  async list(isWanted: (gallery: string) => boolean): Promise<Gallery[]> {
    const found: Gallery[] = [];
    for (const name of (await this.galleries.names()).filter(isWanted)) {
      const view = await this.viewIfThere(name);
      if (view) found.push(this.described(view));
      else await this.galleries.forgetDropped(name);
    }
    return found;
  }

  /** @throws ExpectedError `gallery-not-found` */
  async find(gallery: string): Promise<Gallery> {
    return this.described(await this.galleries.existing(gallery, 0));
  }

  /** @throws ExpectedError `gallery-exists`, `model-not-found`, `gallery-model-unavailable` */
  async create({ name, model = this.options.defaultModel, ...settings }: NewGallery): Promise<Gallery> {
    if (model !== this.options.defaultModel) requireUsable(this.models, model);
    const before = await this.viewIfThere(name);
    if (before?.exists) throw alreadyThere(name);
    await this.galleries.create(name, model, settings);
    this.events.publish(Events.galleryChanged, { gallery: name });
    const created = await this.find(name);
    // Somebody created it at the same time, and the first one decides about the model.
    if (created.model !== model) throw alreadyThere(name);
    return created;
  }

  /** @throws ExpectedError `gallery-not-found` */
  async configure(gallery: string, settings: GallerySettings): Promise<Gallery> {
    await this.galleries.configure(gallery, settings);
    this.events.publish(Events.galleryChanged, { gallery });
    return this.find(gallery);
  }

  /** @throws ExpectedError `gallery-not-found` */
  async delete(gallery: string): Promise<GalleryRemoval> {
    const view = await this.galleries.existing(gallery, 0);
    const removedPeople = view.state.people.size;
    const erasure = await this.erasures.begin({ gallery, faceIds: [], imageSha256s: [] });
    // The entries go last: until then, a removal that failed half-way finds all keys again.
    const erased = await this.erasePhotographs(view, new Set());
    const { faces, entries, segments } = await this.galleries.drop(gallery);
    await this.erasePhotographs(view, erased); // of who was enrolled meanwhile
    const marks = await this.results.list(repeatedEnrolments.ofGallery(gallery));
    await this.results.delete([...marks.map(repeatedEnrolments.idOf), ...marks]);
    await this.deadLetters.erase({ gallery });
    const droppedAnswers = await this.cache.forget({ gallery });
    await this.erasures.removed(erasure);
    this.events.publish(Events.galleryChanged, { gallery, erased: true });
    this.logger.log({ gallery, removedPeople, removedFaces: faces }, 'gallery deleted');
    return {
      gallery,
      removedPeople,
      removedFaces: faces,
      removedImages: erased.size,
      removedEntries: entries,
      removedSegments: segments,
      droppedAnswers,
      erasure: erasureStarted(erasure.id),
    };
  }

  /** Of all faces with their enrolments, but those in `erased`, to which they are added. */
  private async erasePhotographs({ state }: GalleryView, erased: Set<string>): Promise<Set<string>> {
    const faces = [...state.storedFaces()].filter(({ faceId }) => !erased.has(faceId));
    await this.images.delete(faces.map(({ imageKey }) => imageKey));
    await this.results.delete(faces.map(({ faceId }) => faceId));
    for (const { faceId } of faces) erased.add(faceId);
    return erased;
  }

  private async viewIfThere(gallery: string): Promise<GalleryView | undefined> {
    try {
      return await this.galleries.existing(gallery, 0);
    } catch (error) {
      if (error instanceof ExpectedError && error.code === 'gallery-not-found') return undefined;
      throw error;
    }
  }

  private described({ gallery, state, version }: GalleryView): Gallery {
    return {
      name: gallery,
      model: state.model ?? this.options.defaultModel,
      maxFalseMatchRate: state.maxFalseMatchRate ?? DEFAULT_MAX_FALSE_MATCH_RATE,
      retention: this.retentions.of(gallery),
      people: state.people.size,
      faces: state.faceCount,
      version,
    };
  }
}

function alreadyThere(gallery: string): ExpectedError {
  return new ExpectedError('gallery-exists', `There is a gallery "${gallery}" already.`);
}
