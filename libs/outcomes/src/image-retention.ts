import { ImageStore } from '@facefleet/aws';
import type { EnrolmentRequest, JobResult, QueueMessage } from '@facefleet/contracts';
import { enrolmentImageKey, Galleries } from '@facefleet/gallery';
import { Inject, Injectable } from '@nestjs/common';

/** Deletes images that are not to be kept: by what their gallery says, or because nobody was enrolled from them. */
@Injectable()
export class ImageRetention {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
  ) {}

  /** To be called once the result is stored, and again for a message that comes again. */
  async apply(message: QueueMessage, result: JobResult): Promise<void> {
    if (message.kind === 'enrolment') {
      if (!canBeRedriven(result)) await this.deletePhotographOfNobody(message, result);
      return;
    }
    if (message.kind !== 'recognition' && message.kind !== 'verification') return;
    const view = this.galleries.view(message.gallery);
    await view.atLeast(message.galleryVersion); // an image that cannot be decoded is answered before anybody looked
    if (view.state.retention === 'none') await this.images.delete([message.imageKey]);
  }

  /** @param result undefined: there is none, nor will there be one */
  async deletePhotographOfNobody(
    { id, imageKey }: Pick<EnrolmentRequest, 'id' | 'imageKey'>,
    result?: JobResult,
  ): Promise<void> {
    const isOfSomebody = result?.status === 'succeeded' && 'faceId' in result && result.faceId === id;
    if (!isOfSomebody && imageKey === enrolmentImageKey(id)) await this.images.delete([imageKey]);
  }
}

/** Its message is put aside with the dead letters. */
function canBeRedriven(result: JobResult): boolean {
  return result.status === 'failed' && result.error.code === 'processing-failed';
}
