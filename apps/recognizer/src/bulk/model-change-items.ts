import { BulkJobs, itemId, type ItemToSend, JobManifest, type JobRecord } from '@facefleet/bulk';
import type { EmbeddingRequest } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { facesWithout, ModelChangeItem, ModelChangeOptions, ModelSwitch } from '@facefleet/model-change';
import { Inject, Injectable } from '@nestjs/common';
import type { ItemSource } from './item-source';

/** Each face of a gallery that lacks an embedding by the new model gets one. */
@Injectable()
export class ModelChangeItems implements ItemSource {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(JobManifest) private readonly manifest: JobManifest,
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ModelSwitch) private readonly modelSwitch: ModelSwitch,
  ) {}

  async *items(change: JobRecord, from: number): AsyncGenerator<ItemToSend> {
    const { gallery, to } = ModelChangeOptions.parse(change.options);
    const total = (await this.jobs.totalOf(change)) ?? (await this.list(change.id, gallery, to));
    // Faces may have gone since the change was asked for: then nothing ends that somebody could look after.
    if (total === 0) await this.modelSwitch.look(change.id);
    const submittedAtMs = Date.parse(change.createdAt);
    for await (const { index, item } of this.manifest.itemsFrom(change.id, from, ModelChangeItem)) {
      const job = { id: change.id, index };
      const message: EmbeddingRequest = {
        v: 1,
        kind: 'embedding',
        id: itemId(job),
        gallery,
        model: to,
        ...item,
        submittedAtMs,
        job,
      };
      yield { index, message };
    }
  }

  /** Once, so that each face keeps its index: whoever goes on with the job later finds the list. */
  private async list(id: string, gallery: string, model: string): Promise<number> {
    const view = this.galleries.view(gallery);
    await view.refresh();
    const faces = facesWithout(view, model);
    const items = faces.map(({ faceId, imageKey }): ModelChangeItem => ({ faceId, imageKey }));
    await this.manifest.writeAll(id, items); // pages of a longer list, by one who died over it, are behind its end
    await this.jobs.plan(id, items.length);
    return items.length;
  }
}
