import { ResultStore } from '@facefleet/aws';
import { Clock, uuidv7, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Erased } from './erased';

const PENDING = 'erasures/pending/';
const DONE = 'erasures/done/';
const GONE = 'erasures/gone/';
const JSON_TYPE = 'application/json';
const MS_DIGITS = 15;

/**
 * So long after somebody was taken out of a gallery it is begun to look through what is stored. Who stores a result that
 * names people looks at the gallery before, and again afterwards where that took long.
 */
export const ERASURE_BEGINS_AFTER_MS = 6_000;

/** What is still to be erased everywhere. Has their ids: it is gone once it is done. */
export const PendingErasure = Erased.extend({
  v: z.literal(1),
  id: z.uuidv7(),
  /** false: taking them out of the gallery began, and perhaps ended. */
  isRemoved: z.boolean(),
});
export type PendingErasure = z.infer<typeof PendingErasure>;

export const ErasureCounts = z.object({
  removedResults: z.number().int(),
  changedResults: z.number().int(),
  removedImages: z.number().int(),
  changedLists: z.number().int(),
  removedBatches: z.number().int(),
  droppedAnswers: z.number().int(),
});
export type ErasureCounts = z.infer<typeof ErasureCounts>;

/** What was erased. Says nothing of who it was. */
export const DoneErasure = z.object({
  v: z.literal(1),
  id: z.uuidv7(),
  gallery: z.string(),
  finishedAtMs: z.number().int(),
  counts: ErasureCounts,
});
export type DoneErasure = z.infer<typeof DoneErasure>;

/** Says who was meant to those who know already, and to nobody else who does not try. */
export function traceOf(gallery: string, personId: string): string {
  return createHash('sha256').update(`${gallery}\0${personId}`).digest('hex');
}

/**
 * Erasures, in the results bucket. A person who was erased leaves a trace for some weeks: what was asked for before, and
 * is done afterwards, must not bring them back.
 */
@Injectable()
export class ErasureBook {
  constructor(
    @Inject(ResultStore) private readonly store: ResultStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** From now on nothing that was asked for before brings this person back. */
  async leaveTrace(gallery: string, personId: string): Promise<void> {
    const at = String(this.clock.nowMs()).padStart(MS_DIGITS, '0');
    await this.store.put(`${GONE}${gallery}/${traceOf(gallery, personId)}/${at}`, '', 'text/plain');
  }

  /** Until when people of a gallery were erased, by their traces [Unix time, ms]. */
  async traces(gallery: string): Promise<ReadonlyMap<string, number>> {
    return latest(await this.store.list(`${GONE}${gallery}/`));
  }

  /** Was this person erased after that request? */
  async isErasedSince(gallery: string, personId: string, requestId: string): Promise<boolean> {
    const trace = traceOf(gallery, personId);
    const atMs = latest(await this.store.list(`${GONE}${gallery}/${trace}/`)).get(trace);
    return atMs !== undefined && uuidv7TimeMs(requestId) < atMs;
  }

  async begin(erased: Omit<Erased, 'beforeMs'>): Promise<PendingErasure> {
    const beforeMs = this.clock.nowMs();
    const pending: PendingErasure = { v: 1, id: uuidv7(), ...erased, beforeMs, isRemoved: false };
    await this.put(PENDING + pending.id, pending);
    return pending;
  }

  /** They are in the gallery no more: what was asked for until now is to be looked through. */
  async removed(pending: PendingErasure, alsoIds: readonly string[] = []): Promise<PendingErasure> {
    const faceIds = [...new Set([...pending.faceIds, ...alsoIds])];
    const removed = { ...pending, faceIds, isRemoved: true, beforeMs: this.clock.nowMs() };
    await this.put(PENDING + pending.id, removed);
    return removed;
  }

  /** The oldest first. */
  async pending(): Promise<PendingErasure[]> {
    const keys = await this.store.list(PENDING);
    const found = await Promise.all(keys.map((key) => this.get(key, PendingErasure)));
    return found.filter((one) => one !== undefined);
  }

  async findPending(id: string): Promise<PendingErasure | undefined> {
    return this.get(PENDING + id, PendingErasure);
  }

  async findDone(id: string): Promise<DoneErasure | undefined> {
    return this.get(DONE + id, DoneErasure);
  }

  async finish({ id, gallery }: PendingErasure, counts: ErasureCounts): Promise<void> {
    const done: DoneErasure = { v: 1, id, gallery, finishedAtMs: this.clock.nowMs(), counts };
    await this.put(DONE + id, done);
    await this.store.delete([PENDING + id]);
  }

  /** Nobody was removed after all. */
  async abandon({ id }: PendingErasure): Promise<void> {
    await this.store.delete([PENDING + id]);
  }

  /** Traces and receipts from before these moments [Unix time, ms]. */
  async tidy(tracesBeforeMs: number, receiptsBeforeMs: number): Promise<void> {
    const traces = (await this.store.list(GONE)).filter((key) => timeOfTrace(key) < tracesBeforeMs);
    const receipts = (await this.store.list(DONE)).filter(
      (key) => uuidv7TimeMs(key.slice(DONE.length)) < receiptsBeforeMs,
    );
    if (traces.length + receipts.length > 0) await this.store.delete([...traces, ...receipts]);
  }

  private put(key: string, value: object): Promise<void> {
    return this.store.put(key, JSON.stringify(value), JSON_TYPE);
  }

  private async get<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    const json = await this.store.get(key);
    return json === undefined ? undefined : schema.parse(JSON.parse(json.toString('utf8')));
  }
}

const timeOfTrace = (key: string) => Number(key.slice(key.lastIndexOf('/') + 1));

function latest(keys: readonly string[]): Map<string, number> {
  const traces = new Map<string, number>();
  for (const key of keys) {
    const trace = key.split('/').at(-2) as string;
    traces.set(trace, Math.max(traces.get(trace) ?? 0, timeOfTrace(key)));
  }
  return traces;
}
