import {
  BatchItem,
  BatchOptions,
  itemId,
  type ItemToSend,
  JobManifest,
  type JobRecord,
} from '@facefleet/bulk';
import { type RecognitionRequest, UNCHECKED_IMAGE } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { ItemSource } from './item-source';

/** Each image of a batch is an ordinary recognition. */
@Injectable()
export class BatchItems implements ItemSource {
  constructor(@Inject(JobManifest) private readonly manifest: JobManifest) {}

  async *items({ id, options, createdAt }: JobRecord, from: number): AsyncGenerator<ItemToSend> {
    const common = {
      ...BatchOptions.parse(options),
      v: 1 as const,
      kind: 'recognition' as const,
      maxCandidates: 0,
    };
    const submittedAtMs = Date.parse(createdAt);
    for await (const { index, item } of this.manifest.itemsFrom(id, from, BatchItem)) {
      const job = { id, index };
      const message: RecognitionRequest = {
        ...common,
        id: itemId(job),
        imageKey: item.imageKey,
        imageSha256: item.imageSha256 ?? UNCHECKED_IMAGE,
        submittedAtMs,
        job,
      };
      yield { index, message };
    }
  }
}
