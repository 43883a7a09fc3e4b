import { ResultStore } from '@facefleet/aws';
import { answersKeptMs, type JobResult } from '@facefleet/contracts';
import { Clock, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DueAnswers } from './retention/due-answers';
import { Retentions } from './retention/retentions';

/**
 * Answers are swept in the order of their ids, which tell when they were asked for. One that is stored later than this
 * after that may come behind the sweep, and is noted by itself. Less than any answer is kept.
 */
export const LATE_MS = 30 * 60_000;

/** Results of enrolments are part of what is known of a person, and go with the person. */
export const isAnswer = ({ kind }: Pick<JobResult, 'kind'>): boolean =>
  kind !== 'enrolment' && kind !== 'embedding';

/** The one way of results into the store. */
@Injectable()
export class StoredResults {
  constructor(
    @Inject(ResultStore) private readonly store: ResultStore,
    @Inject(Retentions) private readonly retentions: Retentions,
    @Inject(DueAnswers) private readonly dueAnswers: DueAnswers,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async put(result: JobResult): Promise<void> {
    await this.noteWhereLate(result);
    await this.store.put(result.id, JSON.stringify(result), 'application/json');
  }

  /** @returns false where this request had a result already, which stays */
  async putIfAbsent(result: JobResult): Promise<boolean> {
    await this.noteWhereLate(result);
    return this.store.putIfAbsent(result.id, JSON.stringify(result), 'application/json');
  }

  private async noteWhereLate(result: JobResult): Promise<void> {
    const nowMs = this.clock.nowMs();
    const keptMs = answersKeptMs(this.retentions.of('gallery' in result ? result.gallery : undefined));
    const isLate = nowMs - uuidv7TimeMs(result.id) > LATE_MS;
    if (isLate && keptMs !== Infinity && isAnswer(result))
      await this.dueAnswers.note(result.id, nowMs + keptMs);
  }
}
