import { ImageStore } from '@facefleet/aws';
import type { JobResult, QueueMessage } from '@facefleet/contracts';
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
      const { id, imageKey } = message;
      const isOfNobody = result.status === 'failed' || ('faceId' in result && result.faceId !== id);
      if (isOfNobody && imageKey === enrolmentImageKey(id)) await this.images.delete([imageKey]);
      return;
    }
    if (message.kind !== 'recognition' && message.kind !== 'verification') return;
    const view = this.galleries.view(message.gallery);
    await view.atLeast(message.galleryVersion); // an image that cannot be decoded is answered before anybody looked
    if (view.state.retention === 'none') await this.images.delete([message.imageKey]);
  }
}
