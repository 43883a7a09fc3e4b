import { ModelCatalogue } from '@facefleet/models';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { imageKeyOf } from '../jobs/job-queue';
import { modelNotFound, requireUsable } from '../models/usable-model';
import { type Answered, type Patience, QuestionsService } from '../questions/questions.service';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { ComparisonOptions } from './comparison.dto';

@Injectable()
export class ComparisonsService {
  constructor(
    @Inject(QuestionsService) private readonly questions: QuestionsService,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /** @throws ExpectedError `model-not-found`, `gallery-model-unavailable`, `service-unavailable` */
  async compare(
    source: UploadedImage,
    target: UploadedImage,
    { model, maxFalseMatchRate }: ComparisonOptions,
    patience: Patience,
  ): Promise<Answered<'comparison'>> {
    if (model !== undefined) await this.refuseUnlessInstalled(model);
    const accepted = this.questions.accepted(patience);
    return this.questions.ask(
      {
        ...accepted,
        kind: 'comparison',
        sourceImageKey: imageKeyOf('comparison', accepted.id, 0),
        sourceImageSha256: source.sha256,
        targetImageKey: imageKeyOf('comparison', accepted.id, 1),
        targetImageSha256: target.sha256,
        model: model ?? this.options.defaultModel,
        maxFalseMatchRate,
      },
      [source, target],
      patience,
    );
  }

  private async refuseUnlessInstalled(model: string): Promise<void> {
    requireUsable(this.models, model);
    const set = this.models.setNames.find((name) => this.models.set(name)?.embedder === model);
    if (set === undefined || !(await this.models.hasInstalled(set))) throw modelNotFound(model);
  }
}
