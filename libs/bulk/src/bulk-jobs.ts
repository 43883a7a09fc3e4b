import { ResultStore } from '@facefleet/aws';
import {
  EnrolmentWarning,
  ItemOutcome,
  ItemWarnings,
  type JobItemRef,
  type OutcomeStatus,
} from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { itemOf, timeOf } from './item-id';
import { jobKeys, padded } from './job-keys';

/** What somebody asked for. `options` are its kind's own. */
export const JobRecord = z.object({
  v: z.literal(1),
  id: z.uuidv7(),
  kind: z.string(),
  options: z.unknown(),
  /** null: known once a recognizer has listed the items. */
  total: z.number().int().min(0).nullable(),
  createdAt: z.iso.datetime(),
});
export type JobRecord = z.infer<typeof JobRecord>;

export const JobPlan = z.object({ total: z.number().int().min(0) });
export const Cancellation = z.object({ atMs: z.number() });
const SeenEnd = Cancellation;

/** How long nobody looks again whether a job was cancelled. */
const CANCELLATION_AGE_MS = 1_500;
const JOBS_IN_MEMORY = 500;
const JSON_TYPE = 'application/json';

interface Look {
  atMs: number;
  /** Unix time [ms]; undefined: not cancelled */
  cancelledAtMs: Promise<number | undefined>;
}

/**
 * Jobs of many items, whatever they are. The store is the truth: every object of a job is written once, and all writes
 * commute, so any number of gateways and recognizers work on one job without a lock.
 */
@Injectable()
export class BulkJobs {
  private readonly records = new LRUCache<string, JobRecord>({ max: JOBS_IN_MEMORY });
  private readonly totals = new LRUCache<string, number>({ max: JOBS_IN_MEMORY });
  private readonly looks = new LRUCache<string, Look>({ max: JOBS_IN_MEMORY });

  constructor(
    @Inject(ResultStore) private readonly store: ResultStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * What was asked for is known from now on. The caller then sends the message that starts the job.
   * @param job `total` null where the items are still to be listed
   */
  async create(job: Pick<JobRecord, 'id' | 'kind' | 'options' | 'total'>): Promise<JobRecord> {
    const createdAt = new Date(this.clock.nowMs()).toISOString();
    const record: JobRecord = { v: 1, ...job, createdAt };
    await this.putJson(jobKeys.record(job.id), record);
    this.records.set(job.id, record);
    return record;
  }

  /** It was not accepted after all. */
  async discard(id: string): Promise<void> {
    this.records.delete(id);
    await this.store.delete(await this.store.list(jobKeys.folder(id)));
  }

  /** @returns undefined where there is no job with this id, or one of another kind */
  async find(id: string, kind: string): Promise<JobRecord | undefined> {
    const record = await this.record(id);
    return record?.kind === kind ? record : undefined;
  }

  /** Of whatever kind. @returns undefined where there is no job with this id */
  async record(id: string): Promise<JobRecord | undefined> {
    const known = this.records.get(id);
    if (known) return known;
    const record = await this.getJson(jobKeys.record(id), JobRecord);
    if (record) this.records.set(id, record);
    return record;
  }

  /** The number of its items; null while they are being listed. */
  async totalOf({ id, total }: JobRecord): Promise<number | null> {
    if (total !== null) return total;
    const known = this.totals.get(id) ?? (await this.getJson(jobKeys.plan(id), JobPlan))?.total;
    if (known !== undefined) this.totals.set(id, known);
    return known ?? null;
  }

  /** When somebody saw that it had ended [Unix time, ms]; undefined where nobody has. */
  async endSeenAtMs(id: string): Promise<number | undefined> {
    return (await this.getJson(jobKeys.ended(id), SeenEnd))?.atMs;
  }

  async noteEnd(id: string): Promise<void> {
    await this.putJson(jobKeys.ended(id), { atMs: this.clock.nowMs() } satisfies z.infer<typeof SeenEnd>);
  }

  /** The oldest first, of all kinds; also of jobs that no list has. */
  async *ids(): AsyncGenerator<string> {
    for (let after = ''; ;) {
      const [key] = await this.store.listAfter('jobs/', after, 1);
      const id = key?.split('/')[1];
      if (id === undefined) return;
      yield id;
      after = `${jobKeys.folder(id)}~`; // behind all that lies in its folder
    }
  }

  /** All items are listed: there are so many. */
  async plan(id: string, total: number): Promise<void> {
    await this.putJson(jobKeys.plan(id), { total } satisfies z.infer<typeof JobPlan>);
  }

  /** Items that are not done yet are skipped. Cancelling again changes nothing. */
  async cancel(id: string): Promise<void> {
    if ((await this.cancelledAtMs(id, 0)) !== undefined) return;
    await this.putJson(jobKeys.cancelled(id), { atMs: this.clock.nowMs() });
    this.looks.delete(id);
  }

  /** As it was at most one and a half seconds ago: costs nothing when asked for each of many items. */
  async isCancelled(id: string): Promise<boolean> {
    return (await this.cancelledAtMs(id)) !== undefined;
  }

  /** @returns Unix time [ms]; undefined: not cancelled */
  async cancelledAtMs(id: string, maxAgeMs = CANCELLATION_AGE_MS): Promise<number | undefined> {
    const last = this.looks.get(id);
    const nowMs = this.clock.nowMs();
    if (last && nowMs - last.atMs < maxAgeMs) return last.cancelledAtMs;
    const known = await last?.cancelledAtMs.catch(() => undefined);
    if (known !== undefined) return known; // for ever
    const cancelledAtMs = this.getJson(jobKeys.cancelled(id), Cancellation).then((found) => found?.atMs);
    this.looks.set(id, { atMs: nowMs, cancelledAtMs });
    cancelledAtMs.catch(() => this.looks.delete(id));
    return cancelledAtMs;
  }

  /**
   * A message that was to start the job was put aside. Noting the same one again changes nothing.
   * @returns how many were, this one included
   */
  async noteDeadStart(id: string, deadLetterId: string): Promise<number> {
    await this.store.put(jobKeys.deadStarts(id) + deadLetterId, '', 'text/plain');
    return (await this.store.list(jobKeys.deadStarts(id))).length;
  }

  /** This item has ended. Written after its result is stored and before its message is deleted. */
  async putOutcome(item: JobItemRef, outcome: ItemOutcome): Promise<void> {
    await this.putJson(jobKeys.outcome(item, outcome.status), outcome);
  }

  /** Written before the outcome: whoever sees that the item has succeeded sees them, too. */
  async putWarnings(item: JobItemRef, warnings: ItemWarnings): Promise<void> {
    const bounded = warnings.slice(0, EnrolmentWarning.options.length);
    if (bounded.length > 0) await this.putJson(jobKeys.warningsOf(item), bounded);
  }

  async warnings(item: JobItemRef): Promise<ItemWarnings> {
    return (await this.getJson(jobKeys.warningsOf(item), ItemWarnings)) ?? [];
  }

  /** Of all items that have some, in their order. */
  async *allWarnings(id: string): AsyncGenerator<{ index: number; warnings: ItemWarnings }> {
    const folder = jobKeys.warnings(id);
    for (const key of await this.store.list(folder)) {
      const index = Number(key.slice(folder.length));
      yield { index, warnings: await this.warnings({ id, index }) };
    }
  }

  /**
   * Only to erase somebody.
   * @returns of how many items there are others now
   */
  async filterWarnings(id: string, stays: (warning: EnrolmentWarning) => boolean): Promise<number> {
    let changed = 0;
    for await (const { index, warnings } of this.allWarnings(id)) {
      const left = warnings.filter(stays);
      if (left.length === warnings.length) continue;
      const key = jobKeys.warningsOf({ id, index });
      if (left.length > 0) await this.putJson(key, left);
      else await this.store.delete([key]);
      changed += 1;
    }
    return changed;
  }

  async outcome(item: JobItemRef, status: OutcomeStatus): Promise<ItemOutcome | undefined> {
    return this.getJson(jobKeys.outcome(item, status), ItemOutcome);
  }

  /** Has it ended, however? */
  async hasOutcome(item: JobItemRef): Promise<boolean> {
    return (
      (await this.store.listAfter(`${jobKeys.outcomes(item.id)}${padded(item.index)}.`, '', 1)).length > 0
    );
  }

  /** Which item of which job of this kind has this id? */
  async itemWithId(id: string, kind: string): Promise<JobItemRef | undefined> {
    const time = timeOf(id);
    for (const rest of await this.store.folders(`jobs/${time}`)) {
      const item = itemOf(id, time + rest);
      if (!item) continue;
      const record = await this.find(item.id, kind);
      const total = record && (await this.totalOf(record));
      return record && (total === null || item.index < (total ?? 0)) ? item : undefined;
    }
    return undefined;
  }

  private async putJson(key: string, value: unknown): Promise<void> {
    await this.store.put(key, JSON.stringify(value), JSON_TYPE);
  }

  private async getJson<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const json = await this.store.get(key);
    return json === undefined ? undefined : schema.parse(JSON.parse(json.toString('utf8')));
  }
}
