import { ErrorCode } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { facesWithout, type ModelChange as Change, ModelChanges } from '@facefleet/model-change';
import { ModelCatalogue } from '@facefleet/models';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { requireUsable } from '../models/usable-model';
import type { GalleryModel, ModelChange } from './gallery-models.dto';

const MOST_FAILURES = 20;

@Injectable()
export class GalleryModelsService {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ModelChanges) private readonly changes: ModelChanges,
    @Inject(ModelCatalogue) private readonly catalogue: ModelCatalogue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /** @throws ExpectedError `gallery-not-found`, `model-not-found`, `gallery-model-unavailable`, `model-change-running`, `service-unavailable` */
  async change(gallery: string, to: string, minimumShare: number): Promise<ModelChange> {
    const { state } = await this.galleries.existing(gallery, 0);
    requireUsable(this.catalogue, to);
    const from = state.model ?? this.options.defaultModel;
    return this.tell(await this.changes.start({ gallery, from, to, minimumShare }));
  }

  /** @throws ExpectedError `gallery-not-found` */
  async find(gallery: string): Promise<GalleryModel> {
    await this.galleries.existing(gallery, 0);
    const change = await this.changes.latest(gallery); // may switch
    const view = await this.galleries.existing(gallery, 0);
    const model = view.state.model ?? this.options.defaultModel;
    return {
      gallery,
      model,
      previousModel: (await this.changes.previousModel(gallery)) ?? null,
      faces: view.state.faceCount,
      facesWithout: facesWithout(view, model).length,
      change: change === undefined ? null : await this.tell(change),
    };
  }

  /** @throws ExpectedError `gallery-not-found` */
  async cancel(gallery: string): Promise<GalleryModel> {
    await this.galleries.existing(gallery, 0);
    await this.changes.cancel(gallery);
    return this.find(gallery);
  }

  private async tell(change: Change): Promise<ModelChange> {
    const failures = change.failed > 0 ? await this.changes.failures(change.id, MOST_FAILURES) : [];
    return {
      ...change,
      failures: failures.map((failure) => ({ ...failure, code: ErrorCode.parse(failure.code) })),
      location: `/v1/galleries/${change.gallery}/model`,
    };
  }
}
