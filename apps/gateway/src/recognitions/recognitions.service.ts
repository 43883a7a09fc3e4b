import { Inject, Injectable } from '@nestjs/common';
import { imageKeyOf } from '../jobs/job-queue';
import { type Answered, type Patience, QuestionsService } from '../questions/questions.service';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { RecognitionOptions } from './recognition.dto';

@Injectable()
export class RecognitionsService {
  constructor(@Inject(QuestionsService) private readonly questions: QuestionsService) {}

  /** @throws ExpectedError `gallery-not-found`, `service-unavailable` */
  async recognise(
    image: UploadedImage,
    { gallery, ...options }: RecognitionOptions,
    patience: Patience,
  ): Promise<Answered<'recognition'>> {
    const { asked } = await this.questions.gallery(gallery);
    const accepted = this.questions.accepted(patience);
    const imageKey = imageKeyOf('recognition', accepted.id);
    return this.questions.ask(
      { ...accepted, ...asked, ...options, kind: 'recognition', imageKey, imageSha256: image.sha256 },
      [image],
      patience,
    );
  }
}
