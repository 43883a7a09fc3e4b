import { ResultStore } from '@facefleet/aws';
import { turnedId } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DeadLetter, type LetterOutcome, type ReadLetter } from './dead-letter';

/** What came of redriving a letter. */
export const Redrive = z.object({
  /** Of the new request, or of the job that was started again. */
  id: z.uuidv7(),
  at: z.iso.datetime(),
});
export type Redrive = z.infer<typeof Redrive>;

const RECORDS = 'dead-letters/records/';
const REDRIVES = 'dead-letters/redrives/';
const JSON_TYPE = 'application/json';

const recordKey = (id: string) => RECORDS + turnedId(id);
const redrivesOf = (id: string) => `${REDRIVES}${id}/`;

/** Dead letters, in the results bucket. Every object is written once, so any number of gateways write side by side. */
@Injectable()
export class LetterBook {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  /** What is on record already stays as it is. */
  async keep(read: ReadLetter, outcome: LetterOutcome, reason: string): Promise<DeadLetter> {
    const letter: DeadLetter = { ...read, outcome, reason };
    if (!(await this.store.exists(recordKey(letter.id))))
      await this.store.put(recordKey(letter.id), JSON.stringify(letter), JSON_TYPE);
    return letter;
  }

  async find(id: string): Promise<DeadLetter | undefined> {
    return this.read(recordKey(id), DeadLetter);
  }

  /** Newest first. @param after begins behind this letter */
  async newest({ after, limit }: { after?: string; limit: number }): Promise<string[]> {
    const begin = after === undefined ? '' : recordKey(after);
    return (await this.store.listAfter(RECORDS, begin, limit)).map(idOf);
  }

  /** Newest first. */
  async all(): Promise<string[]> {
    return (await this.store.list(RECORDS)).map(idOf);
  }

  /** @param attemptId the same for the same attempt at redriving, however often it is noted */
  async noteRedrive(id: string, attemptId: string, redrive: Redrive): Promise<void> {
    await this.store.put(redrivesOf(id) + attemptId, JSON.stringify(redrive), JSON_TYPE);
  }

  /** The oldest first. */
  async redrives(id: string): Promise<Redrive[]> {
    const keys = await this.store.list(redrivesOf(id));
    const redrives = await Promise.all(keys.map((key) => this.read(key, Redrive)));
    return redrives.filter((redrive) => redrive !== undefined);
  }

  /** Letters that were redriven. */
  async redriven(): Promise<Set<string>> {
    return new Set(await this.store.folders(REDRIVES));
  }

  async remove(id: string): Promise<void> {
    await this.store.delete([...(await this.store.list(redrivesOf(id))), recordKey(id)]);
  }

  private async read<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const json = await this.store.get(key);
    return json && schema.parse(JSON.parse(json.toString('utf8')));
  }
}

const idOf = (key: string) => turnedId(key.slice(RECORDS.length));
