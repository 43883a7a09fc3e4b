import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Visit } from '../admission/visit';
import { forEach } from '../bulk/for-each';
import type { JobListQuery } from '../bulk/job-list.dto';
import type { Attempt } from '../idempotency/attempt';
import { type DeadLetter, needsSomebody } from './dead-letter';
import type { DeadLetterList, DeadLetterView, RedriveView } from './dead-letters.dto';
import { LetterBook, type Redrive } from './letter-book';
import { contentOf, type LetterContent } from './letter-content';
import { LetterKeeper } from './letter-keeper';
import { LetterRemoval } from './letter-removal';
import { LetterSubjects } from './letter-subjects';
import { RedriveService } from './redrive.service';

/** Of a message that cannot be read it is shown how it begins. */
const MOST_TEXT = 2_000;

/** What administrators do with dead letters. */
@Injectable()
export class DeadLettersService {
  private readonly logger = new Logger(DeadLettersService.name);

  constructor(
    @Inject(LetterBook) private readonly book: LetterBook,
    @Inject(LetterSubjects) private readonly subjects: LetterSubjects,
    @Inject(LetterRemoval) private readonly removal: LetterRemoval,
    @Inject(LetterKeeper) private readonly keeper: LetterKeeper,
    @Inject(RedriveService) private readonly redrives: RedriveService,
  ) {}

  async list({ cursor, limit }: JobListQuery): Promise<DeadLetterList> {
    const ids = await this.book.newest({ after: cursor, limit: limit + 1 });
    const page = ids.slice(0, limit);
    const shown = new Map<string, DeadLetterView>();
    await forEach(page, async (id) => {
      const letter = await this.book.find(id);
      if (letter) shown.set(id, await this.view(letter));
    });
    return {
      deadLetters: page.flatMap((id) => shown.get(id) ?? []),
      nextCursor: ids.length > limit ? (page.at(-1) ?? null) : null,
    };
  }

  /** @throws ExpectedError `dead-letter-not-found` */
  async find(id: string): Promise<DeadLetterView> {
    return this.view(await this.existing(id));
  }

  /** @throws ExpectedError `dead-letter-not-found`, `dead-letter-not-redrivable`, `overloaded`, `service-unavailable` */
  async redrive(id: string, attempt: Attempt, visit: Visit): Promise<RedriveView> {
    const letter = await this.existing(id);
    const redrive = await this.redrives.redrive(letter, attempt, visit);
    this.logger.log({ deadLetterId: id, redrivenAs: redrive.id }, 'dead letter redriven');
    return { id, redrivenAs: await this.redriveView(contentOf(letter.body), redrive) };
  }

  /** @throws ExpectedError `dead-letter-not-found` */
  async delete(id: string): Promise<void> {
    await this.removal.remove(await this.existing(id));
    this.keeper.lookSoon();
    this.logger.log({ deadLetterId: id }, 'dead letter deleted');
  }

  private async existing(id: string): Promise<DeadLetter> {
    const letter = await this.book.find(id);
    if (letter) return letter;
    throw new ExpectedError('dead-letter-not-found', `There is no dead letter with the id ${id}.`);
  }

  private async view(letter: DeadLetter): Promise<DeadLetterView> {
    const { id, queue, body, outcome, reason, firstSentAt, deliveries, putAsideAt } = letter;
    const content = contentOf(body);
    const redrives = await this.book.redrives(id);
    return {
      id,
      queue,
      ...(await this.subjects.of(content)),
      text: 'unreadable' in content ? body.slice(0, MOST_TEXT) : null,
      outcome,
      reason,
      open: needsSomebody(letter) && redrives.length === 0,
      redrivenAs: await Promise.all(redrives.map((redrive) => this.redriveView(content, redrive))),
      firstSentAt,
      deliveries,
      putAsideAt,
    };
  }

  private async redriveView(content: LetterContent, { id, at }: Redrive): Promise<RedriveView['redrivenAs']> {
    return { id, at, location: await this.subjects.locationOfRedriven(content, id) };
  }
}
