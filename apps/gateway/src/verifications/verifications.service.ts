import type { GalleryView } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { imageKeyOf } from '../jobs/job-queue';
import { type Answered, type Patience, QuestionsService } from '../questions/questions.service';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { VerificationOptions } from './verification.dto';

@Injectable()
export class VerificationsService {
  constructor(@Inject(QuestionsService) private readonly questions: QuestionsService) {}

  /** @throws ExpectedError `gallery-not-found`, `person-not-found`, `service-unavailable` */
  async verify(
    image: UploadedImage,
    { gallery, personId, maxFalseMatchRate }: VerificationOptions,
    patience: Patience,
  ): Promise<Answered<'verification'>> {
    const hasPerson = ({ state }: GalleryView) => state.people.has(personId);
    const { view, asked } = await this.questions.gallery(gallery, hasPerson);
    if (!hasPerson(view)) {
      throw new ExpectedError(
        'person-not-found',
        `There is no person "${personId}" in gallery "${gallery}".`,
      );
    }
    const accepted = this.questions.accepted(patience);
    const imageKey = imageKeyOf('verification', accepted.id);
    const about = { imageKey, imageSha256: image.sha256, personId, maxFalseMatchRate };
    return this.questions.ask({ ...accepted, ...asked, ...about, kind: 'verification' }, [image], patience);
  }
}
