import type { GalleryView } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type Answered, type Patience, QuestionsService } from '../questions/questions.service';
import type { SearchOptionsDto } from './search.dto';

@Injectable()
export class SearchesService {
  constructor(@Inject(QuestionsService) private readonly questions: QuestionsService) {}

  /** @throws ExpectedError `gallery-not-found`, `face-not-found`, `service-unavailable` */
  async search(
    { gallery, faceId, maxCandidates, maxFalseMatchRate }: SearchOptionsDto,
    patience: Patience,
  ): Promise<Answered<'search'>> {
    const hasFace = ({ state }: GalleryView) => state.enrolledFace(faceId) !== undefined;
    const { view, asked } = await this.questions.gallery(gallery, hasFace);
    if (!hasFace(view)) {
      throw new ExpectedError('face-not-found', `There is no face "${faceId}" in gallery "${gallery}".`);
    }
    const about = { faceId, maxCandidates, maxFalseMatchRate };
    return this.questions.ask(
      { ...this.questions.accepted(patience), ...asked, ...about, kind: 'search' },
      [],
      patience,
    );
  }
}
