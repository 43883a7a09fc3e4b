import { Inject, Injectable } from '@nestjs/common';
import { LetterErasure } from '../dead-letters/letter-erasure';
import { type ArchivedFile, jsonFile } from './archive';
import type { SoughtPerson } from './sought-person';

/** Dead letters about somebody, as files. */
@Injectable()
export class PersonLetters {
  constructor(@Inject(LetterErasure) private readonly letters: LetterErasure) {}

  /** @param goOn called now and then; throws where it is to stop */
  async *files(sought: SoughtPerson, goOn: () => Promise<void>): AsyncGenerator<ArchivedFile> {
    for await (const { letter, request } of this.letters.about(sought)) {
      await goOn();
      const { id, firstSentAt: askedAt, putAsideAt, outcome } = letter;
      yield jsonFile(`dead-letters/${id}.json`, { id, askedAt, putAsideAt, outcome, request });
    }
  }
}
