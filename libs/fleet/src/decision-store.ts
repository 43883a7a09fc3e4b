import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { dayOf, DECISIONS, keyOfSegment, segmentOfKey } from './decision-key';

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);

/** The record of the scaler's decisions, beside the results. Every failure but absence throws. */
@Injectable()
export class DecisionStore {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  /** In place of what this segment had before. */
  async write(segment: string, lines: readonly string[]): Promise<void> {
    const body = await zipped(lines.map((line) => `${line}\n`).join(''));
    await this.store.put(keyOfSegment(segment), body, 'application/gzip');
  }

  /** Days of which there is something, `2026-11-23`, the oldest first. */
  async days(): Promise<string[]> {
    return (await this.store.folders(DECISIONS)).sort();
  }

  /** Names of a day's segments, the oldest first. */
  async segments(day: string): Promise<string[]> {
    return (await this.store.list(`${DECISIONS}${day}/`)).flatMap((key) => segmentOfKey(key) ?? []);
  }

  /** Lines as they were written, the oldest first; none where there is no such segment */
  async read(segment: string): Promise<string[]> {
    const body = await this.store.get(keyOfSegment(segment));
    if (body === undefined) return [];
    return (await unzipped(body)).toString('utf8').split('\n').filter(Boolean);
  }

  /** Removes the days that were over before this time. */
  async removeBefore(atMs: number): Promise<void> {
    for (const day of await this.days()) {
      if (day >= dayOf(atMs)) return;
      await this.store.delete(await this.store.list(`${DECISIONS}${day}/`));
    }
  }
}
