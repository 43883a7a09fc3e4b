import { type ItemStatus, type JobItem, JobItems, JobManifest, type JobRecord } from '@facefleet/bulk';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';

export interface PageQuestion {
  cursor: number;
  limit: number;
  status?: ItemStatus;
}

/** The items of jobs, each with its line in the manifest. */
@Injectable()
export class ItemPages {
  constructor(
    @Inject(JobItems) private readonly items: JobItems,
    @Inject(JobManifest) private readonly manifest: JobManifest,
  ) {}

  /** @param itemOf makes an item as clients see it; of one that is just being listed there may be no line yet */
  async page<Listed, Shown>(
    job: JobRecord,
    { cursor, limit, status }: PageQuestion,
    schema: z.ZodType<Listed>,
    itemOf: (item: JobItem, listed: Listed | undefined) => Shown,
  ): Promise<{ items: Shown[]; nextCursor: string | null }> {
    const { items, next } = await this.items.page(job, { from: cursor, limit, status });
    const [first, last] = [items[0], items.at(-1)];
    const listed = first && last ? await this.manifest.read(job.id, first.index, last.index + 1, schema) : [];
    return {
      items: items.map((item) => itemOf(item, listed[item.index - (first?.index ?? 0)])),
      nextCursor: next === undefined ? null : String(next),
    };
  }
}
