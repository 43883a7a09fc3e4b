import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';

const PREFIX = 'retention/due/';
const HOUR_MS = 3600 * 1000;
const HOUR_DIGITS = '2026-11-23T12'.length;

/** In UTC; sorts by time. */
const hourOf = (atMs: number) => new Date(atMs).toISOString().slice(0, HOUR_DIGITS);

/** Answers that a sweep in the order of their ids would miss, by the hour in which they are to go: an empty object each. */
@Injectable()
export class DueAnswers {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  /** @param dueMs Unix time [ms] */
  async note(id: string, dueMs: number): Promise<void> {
    await this.store.put(`${PREFIX}${hourOf(dueMs)}/${id}`, '', 'text/plain');
  }

  /** Those whose hour is over, at most `limit`. */
  async due(nowMs: number, limit: number): Promise<{ id: string; key: string }[]> {
    const keys = await this.store.listAfter(PREFIX, '', limit);
    const over = `${PREFIX}${hourOf(nowMs - HOUR_MS)}/~`;
    return keys.filter((key) => key < over).map((key) => ({ key, id: key.slice(key.lastIndexOf('/') + 1) }));
  }

  async forget(keys: string[]): Promise<void> {
    if (keys.length > 0) await this.store.delete(keys);
  }
}
