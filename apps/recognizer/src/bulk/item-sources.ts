import type { JobStart } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { BatchItems } from './batch-items';
import { ImportItems } from '../imports/import-items';
import type { ItemSource } from './item-source';
import { ModelChangeItems } from './model-change-items';

/** By the kind of the job. */
@Injectable()
export class ItemSources implements Record<JobStart['kind'], ItemSource> {
  readonly import: ItemSource;

  constructor(
    @Inject(BatchItems) readonly batch: BatchItems,
    @Inject(ImportItems) imports: ImportItems,
    @Inject(ModelChangeItems) readonly model: ModelChangeItems,
  ) {
    this.import = imports;
  }
}
