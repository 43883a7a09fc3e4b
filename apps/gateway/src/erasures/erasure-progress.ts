import { ResultStore } from '@facefleet/aws';
import { ErasureCounts } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

const KEY = 'erasures/progress.json';

const Progress = z.object({
  /** Whose results are being looked for, and up to which result that is done. */
  ids: z.array(z.string()),
  after: z.string(),
  /** Of these all results are looked through. */
  looked: z.array(z.string()),
  counts: z.record(z.string(), ErasureCounts),
});
export type Progress = z.infer<typeof Progress>;

/** How far erasures are, for whoever goes on with them. */
@Injectable()
export class ErasureProgress {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  async read(): Promise<Progress> {
    const json = await this.store.get(KEY);
    const nothing: Progress = { ids: [], after: '', looked: [], counts: {} };
    return json === undefined
      ? nothing
      : (Progress.safeParse(JSON.parse(json.toString('utf8'))).data ?? nothing);
  }

  async write(progress: Progress): Promise<void> {
    await this.store.put(KEY, JSON.stringify(progress), 'application/json');
  }

  async clear(): Promise<void> {
    await this.store.delete([KEY]);
  }
}

export function countsOf(progress: Progress, id: string): ErasureCounts {
  return (progress.counts[id] ??= {
    removedResults: 0,
    changedResults: 0,
    removedImages: 0,
    changedLists: 0,
    removedBatches: 0,
    droppedAnswers: 0,
  });
}
