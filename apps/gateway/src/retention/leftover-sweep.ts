import { ImageStore, ResultStore } from '@facefleet/aws';
import { Clock, uuidv7Start } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NOTHING_COMES_AFTER_MS } from './answer-sweep';
import { OTHERS, type RetentionPlan } from './retention-plan';
import type { SweepTally } from './sweep-tally';

/** Images of questions, each under the id of its request, maybe with a number behind it. */
const OF_QUESTIONS = [
  'recognitions/',
  'detections/',
  'comparisons/',
  'verifications/',
  'searches/',
  'batches/',
];
const ARCHIVES = 'imports/';
const UPLOADS = 'uploads/';
/** Their URLs are good for a week at most, and then they wait in a queue. */
const UPLOADS_NEEDED_MS = 14 * 24 * 3600 * 1000;
/** Behind which key it is to be looked on, by prefix: what had an answer then goes with it. */
const LOOKED = 'retention/leftovers.json';
const Looked = z.record(z.string(), z.string());
const KEYS_AT_ONCE = 500;
const UUID_LENGTH = 36;
const LOOKS_AT_ONCE = 8;

/**
 * Deletes what nobody can ask for any more: images whose request has no answer and can have none, archives whose import
 * was never read to its end, and uploads where the deployment keeps nothing for ever.
 */
@Injectable()
export class LeftoverSweep {
  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @param goOn called now and then; throws where it is to stop */
  async run(plan: RetentionPlan, tally: SweepTally, goOn: () => Promise<void>): Promise<void> {
    const old = this.clock.nowMs() - NOTHING_COMES_AFTER_MS;
    for (const prefix of OF_QUESTIONS) {
      await this.walk(prefix, old, goOn, async (keys) => {
        const unanswered = await this.withoutAnswer(keys, prefix);
        await this.delete(unanswered, tally);
      });
    }
    await this.walk(ARCHIVES, old, goOn, (keys) => this.delete(keys, tally));
    const standard = plan.passes.find(({ members }) => members.has(OTHERS));
    if (standard === undefined) return;
    const keptMs = Math.max(standard.keptMs, UPLOADS_NEEDED_MS);
    await this.walk(UPLOADS, this.clock.nowMs() - keptMs, goOn, (keys) => this.delete(keys, tally));
  }

  private async walk(
    prefix: string,
    untilMs: number,
    goOn: () => Promise<void>,
    look: (keys: string[]) => Promise<void>,
  ): Promise<void> {
    const end = prefix + uuidv7Start(untilMs);
    const looked = await this.looked();
    for (;;) {
      const keys = await this.images.listAfter(prefix, looked[prefix] ?? '', KEYS_AT_ONCE);
      const old = keys.filter((key) => key < end);
      const last = old.at(-1);
      if (last === undefined) return;
      await look(old);
      looked[prefix] = last;
      await this.results.put(LOOKED, JSON.stringify(looked), 'application/json');
      if (old.length < KEYS_AT_ONCE) return;
      await goOn();
    }
  }

  private async looked(): Promise<z.infer<typeof Looked>> {
    const json = await this.results.get(LOOKED);
    return json === undefined ? {} : (Looked.safeParse(JSON.parse(json.toString('utf8'))).data ?? {});
  }

  private async withoutAnswer(keys: string[], prefix: string): Promise<string[]> {
    const missing: string[] = [];
    const left = [...keys];
    const lookers = Array.from({ length: LOOKS_AT_ONCE }, async () => {
      for (let key = left.shift(); key !== undefined; key = left.shift()) {
        const id = key.slice(prefix.length, prefix.length + UUID_LENGTH);
        if (!(await this.results.exists(id))) missing.push(key);
      }
    });
    await Promise.all(lookers);
    return missing;
  }

  private async delete(keys: string[], tally: SweepTally): Promise<void> {
    if (keys.length === 0) return;
    await this.images.delete(keys);
    tally.images += keys.length;
  }
}
