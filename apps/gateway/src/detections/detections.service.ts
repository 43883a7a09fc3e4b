import { Inject, Injectable } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { imageKeyOf } from '../jobs/job-queue';
import { type Answered, type Patience, QuestionsService } from '../questions/questions.service';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { DetectionOptions } from './detection.dto';

@Injectable()
export class DetectionsService {
  constructor(
    @Inject(QuestionsService) private readonly questions: QuestionsService,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {}

  /** @throws ExpectedError `service-unavailable` */
  detect(
    image: UploadedImage,
    { maxFaces }: DetectionOptions,
    patience: Patience,
  ): Promise<Answered<'detection'>> {
    const accepted = this.questions.accepted(patience);
    const imageKey = imageKeyOf('detection', accepted.id);
    const model = this.options.defaultModel;
    return this.questions.ask(
      { ...accepted, kind: 'detection', imageKey, imageSha256: image.sha256, model, maxFaces },
      [image],
      patience,
    );
  }
}
