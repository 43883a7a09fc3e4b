import { ImageRetention, RequestEnds } from '@facefleet/outcomes';
import { Inject, Injectable } from '@nestjs/common';
import type { DeadLetter } from './dead-letter';
import { LetterBook } from './letter-book';
import { contentOf } from './letter-content';

/** Nobody can redrive a letter any more once it is removed, so what was kept for that goes, too. */
@Injectable()
export class LetterRemoval {
  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(RequestEnds) private readonly ends: RequestEnds,
    @Inject(ImageRetention) private readonly retention: ImageRetention,
  ) {}

  async remove({ id, body }: DeadLetter): Promise<void> {
    const content = contentOf(body);
    if ('request' in content && content.request.kind === 'enrolment') {
      const result = await this.ends.resultOf(content.request.id);
      await this.retention.deletePhotographOfNobody(content.request, result);
    }
    await this.book.remove(id); // last: until then it can be found and removed again
  }
}
