import { ImageStore, ResultStore } from '@facefleet/aws';
import { ResultCache } from '@facefleet/cache';
import type { AskedKind } from '@facefleet/contracts';
import { Clock, uuidv7TimeMs } from '@facefleet/platform';
import { DueAnswers, isAnswer, LATE_MS, ResultWalk, type StoredResult } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { imageKeysOf } from '../jobs/job-queue';
import type { RetentionPlan } from './retention-plan';
import { startOf, SweepCursors } from './sweep-cursors';
import type { SweepTally } from './sweep-tally';

const DAY_MS = 24 * 3600 * 1000;
/**
 * Everything is looked at once more so much later: after four days in a queue and fourteen among the dead letters no
 * answer can come any more.
 */
export const NOTHING_COMES_AFTER_MS = 19 * DAY_MS;
const LAGS_MS = [0, NOTHING_COMES_AFTER_MS];
const DUE_AT_ONCE = 500;

/** As much of a result as says when it is to go, of whatever version. */
const Header = z.object({
  kind: z.enum([
    'recognition',
    'enrolment',
    'detection',
    'comparison',
    'verification',
    'search',
    'embedding',
  ]),
  gallery: z.string().optional(),
  finishedAt: z.iso.datetime(),
});

/** Deletes answers, and the images that they are about, when their time is over. */
@Injectable()
export class AnswerSweep {
  constructor(
    @Inject(ResultWalk) private readonly walk: ResultWalk,
    @Inject(SweepCursors) private readonly cursors: SweepCursors,
    @Inject(DueAnswers) private readonly dueAnswers: DueAnswers,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @param goOn called now and then; throws where it is to stop */
  async run(plan: RetentionPlan, tally: SweepTally, goOn: () => Promise<void>): Promise<void> {
    const before = await this.cursors.read();
    const after = before.filter(({ keptMs }) => plan.passes.some((pass) => pass.keptMs === keptMs));
    for (const lagMs of LAGS_MS) {
      for (const pass of plan.passes) {
        const start = startOf(pass, lagMs, before);
        const cursor = { keptMs: pass.keptMs, lagMs, members: [...pass.members.keys()], after: start };
        const at = after.findIndex((one) => one.keptMs === pass.keptMs && one.lagMs === lagMs);
        if (at < 0) after.push(cursor);
        else after[at] = cursor;
        for await (const { results, last } of this.walk.chunks(
          start,
          this.clock.nowMs() - pass.keptMs - lagMs,
        )) {
          tally.looked += results.length;
          await this.delete(
            results.filter((result) => this.isDue(plan, result)),
            tally,
          );
          cursor.after = last;
          await this.cursors.write(after);
          await goOn();
        }
      }
    }
    if (JSON.stringify(after) !== JSON.stringify(before)) await this.cursors.write(after);
    await this.sweepNoted(plan, tally, goOn);
  }

  /** Those that were stored behind a sweep. A time that was made longer meanwhile is waited for anew. */
  private async sweepNoted(plan: RetentionPlan, tally: SweepTally, goOn: () => Promise<void>): Promise<void> {
    for (;;) {
      const noted = await this.dueAnswers.due(this.clock.nowMs(), DUE_AT_ONCE);
      if (noted.length === 0) return;
      for (const { id } of noted) {
        const json = await this.results.get(id);
        if (json === undefined) continue;
        tally.looked += 1;
        const dueMs = this.dueMs(plan, { id, json });
        if (dueMs <= this.clock.nowMs()) await this.delete([{ id, json }], tally);
        else if (dueMs !== Infinity) await this.dueAnswers.note(id, dueMs);
      }
      await this.dueAnswers.forget(noted.map(({ key }) => key));
      await goOn();
    }
  }

  private isDue(plan: RetentionPlan, result: StoredResult): boolean {
    return this.dueMs(plan, result) <= this.clock.nowMs();
  }

  /** Infinity: never, or it cannot be read */
  private dueMs(plan: RetentionPlan, { id, json }: StoredResult): number {
    const header = headerOf(json);
    if (header === undefined || !isAnswer(header)) return Infinity;
    const [askedAtMs, finishedAtMs] = [uuidv7TimeMs(id), Date.parse(header.finishedAt)];
    const madeAtMs = finishedAtMs - askedAtMs > LATE_MS ? finishedAtMs : askedAtMs;
    return madeAtMs + plan.keptMs(header.gallery);
  }

  /** The result goes last: it is what the images are found by. */
  private async delete(results: StoredResult[], tally: SweepTally): Promise<void> {
    if (results.length === 0) return;
    const images = results.flatMap(({ id, json }) => imageKeysOf(headerOf(json)?.kind as AskedKind, id));
    await this.images.delete(images);
    const ids = results.map(({ id }) => id);
    await this.results.delete(ids);
    await this.cache.drop(ids);
    tally.answers += results.length;
    tally.images += images.length;
  }
}

function headerOf(json: Buffer): z.infer<typeof Header> | undefined {
  try {
    return Header.safeParse(JSON.parse(json.toString('utf8'))).data;
  } catch {
    return undefined; // not ours
  }
}
