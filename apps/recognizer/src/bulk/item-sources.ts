import type { JobStart } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { BatchItems } from './batch-items';
import type { ItemSource } from './item-source';

/** By the kind of the job. */
@Injectable()
export class ItemSources implements Record<JobStart['kind'], ItemSource> {
  constructor(@Inject(BatchItems) readonly batch: BatchItems) {}
}
