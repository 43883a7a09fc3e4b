import type { RecognitionRequest } from '@facefleet/contracts';
import {
  type ComparedModel,
  DEFAULT_MAX_FALSE_MATCH_RATE,
  Galleries,
  type GalleryView,
  OLDEST_VIEW_MS,
} from '@facefleet/gallery';
import { Inject, Injectable } from '@nestjs/common';
import { ComparedModels } from './compared-models';

type Asked = Pick<RecognitionRequest, 'gallery' | 'galleryVersion' | 'model' | 'maxFalseMatchRate'> &
  Partial<Pick<RecognitionRequest, 'job'>>;

/** A gallery as one question sees it. */
export class AskedGallery {
  constructor(
    readonly view: GalleryView,
    readonly model: ComparedModel,
    private readonly asked: Asked,
  ) {}

  /**
   * What an answer says of the gallery that it is from. To be read together with the search: no other turn of the event
   * loop between.
   */
  get facts() {
    const { gallery, maxFalseMatchRate } = this.asked;
    return {
      gallery,
      galleryVersion: this.view.version,
      model: this.model.name,
      maxFalseMatchRate:
        maxFalseMatchRate ?? this.view.state.maxFalseMatchRate ?? DEFAULT_MAX_FALSE_MATCH_RATE,
    };
  }
}

/** The galleries that questions are about. */
@Injectable()
export class AskedGalleries {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ComparedModels) private readonly models: ComparedModels,
  ) {}

  /**
   * The gallery in the version that the gateway knew, or in a newer one. What is asked in a job of many items was accepted
   * hours ago, maybe: who was removed since then is not to be named by it.
   * @throws ExpectedError `gallery-model-unavailable`
   */
  async of(asked: Asked): Promise<AskedGallery> {
    const view = this.galleries.view(asked.gallery);
    await view.atLeast(asked.galleryVersion);
    if (asked.job) await view.notOlderThan(OLDEST_VIEW_MS);
    return new AskedGallery(view, this.models.get(view.state.model ?? asked.model), asked);
  }
}
