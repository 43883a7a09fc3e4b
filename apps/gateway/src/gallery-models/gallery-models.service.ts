import { ErrorCode } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { facesWithout, type ModelChange as Change, ModelChanges } from '@facefleet/model-change';
import { ModelCatalogue } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayOptions } from '../config';
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
    this.requireUsable(to);
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

  private requireUsable(model: string): void {
    const embedder = this.catalogue.embedder(model);
    if (!embedder) {
      const shown = JSON.stringify(model.slice(0, 64));
      throw new ExpectedError(
        'model-not-found',
        `There is no model ${shown} here. GET /v1/models says which there are.`,
      );
    }
    if (embedder.calibration) return;
    throw new ExpectedError(
      'gallery-model-unavailable',
      `The model "${model}" has no calibration: make one with \`npm run calibrate\` and put it into its manifest entry.`,
    );
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
