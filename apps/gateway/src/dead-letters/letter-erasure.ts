import type { QueueMessage } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { forEach } from '../bulk/for-each';
import type { DeadLetter } from './dead-letter';
import { LetterBook } from './letter-book';
import { contentOf } from './letter-content';
import { LetterRemoval } from './letter-removal';

export interface ErasedSubject {
  gallery: string;
  /** Absent: everybody in the gallery. */
  personId?: string;
  faceIds?: readonly string[];
}

export interface LetterAbout {
  letter: DeadLetter;
  request: QueueMessage;
}

/** Dead letters name people and keep photographs of them: they are erased with them. */
@Injectable()
export class LetterErasure {
  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(LetterRemoval) private readonly removal: LetterRemoval,
  ) {}

  /** @throws ExpectedError `service-unavailable`; done again, it goes on */
  async erase(subject: ErasedSubject): Promise<void> {
    await forEach(await this.book.all(), async (id) => {
      const found = await this.findAbout(subject, id);
      if (found) await this.removal.remove(found.letter);
    });
  }

  /** What `erase` would erase, one after the other. */
  async *about(subject: ErasedSubject): AsyncGenerator<LetterAbout> {
    for (const id of await this.book.all()) {
      const found = await this.findAbout(subject, id);
      if (found) yield found;
    }
  }

  private async findAbout(subject: ErasedSubject, id: string): Promise<LetterAbout | undefined> {
    const letter = await this.book.find(id);
    const content = letter && contentOf(letter.body);
    if (!content || !('request' in content) || !isAbout(subject, content.request)) return undefined;
    return { letter, request: content.request };
  }
}

function isAbout({ gallery, personId, faceIds = [] }: ErasedSubject, request: QueueMessage): boolean {
  if (!('gallery' in request) || request.gallery !== gallery) return false;
  if (personId === undefined) return true;
  return (
    ('personId' in request && request.personId === personId) ||
    ('faceId' in request && faceIds.includes(request.faceId))
  );
}
