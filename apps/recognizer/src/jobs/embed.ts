import type { EmbeddingRequest, EmbeddingSucceeded } from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { FetchedImages } from './fetched-images';
import { FurtherEmbeddings } from './further-embeddings';
import type { JobHandler } from './job-handler';

/** An enrolled face is to have an embedding by another model, too. */
@Injectable()
export class Embed implements JobHandler<'embedding', never> {
  constructor(
    @Inject(FurtherEmbeddings) private readonly further: FurtherEmbeddings,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The photograph may be gone with its face: then it is not missed. */
  imageKeys() {
    return {};
  }

  /** @throws ExpectedError as `FurtherEmbeddings.add` */
  async run(
    { id, gallery, faceId, imageKey, model, job }: EmbeddingRequest,
    { analyser }: FetchedImages<never>,
  ): Promise<EmbeddingSucceeded> {
    await this.further.add({ gallery, faceId, imageKey }, model, job?.id ?? faceId, analyser);
    const finishedAt = new Date(this.clock.nowMs()).toISOString();
    return { id, kind: 'embedding', status: 'succeeded', gallery, faceId, model, finishedAt };
  }
}
