import { ModelCatalogue } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { imageKeyOf } from '../jobs/job-queue';
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

  /** @throws ExpectedError `model-not-found`, `service-unavailable` */
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

  /** A model that is not calibrated cannot say what a similarity means. */
  private async refuseUnlessInstalled(model: string): Promise<void> {
    const set = this.models.setNames.find((name) => this.models.set(name)?.embedder === model);
    const isCalibrated = this.models.embedder(model)?.calibration !== undefined;
    if (set !== undefined && isCalibrated && (await this.models.hasInstalled(set))) return;
    throw new ExpectedError(
      'model-not-found',
      `There is no model "${model}" here. GET /v1/models says which there are.`,
    );
  }
}
