import { ImageStore } from '@facefleet/aws';
import type { QueueMessage } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Inject, Injectable } from '@nestjs/common';

/** Deletes images of which their gallery says that they are not to be kept. */
@Injectable()
export class ImageRetention {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
  ) {}

  /** To be called once the result is stored, and again for a message that comes again. */
  async apply(message: QueueMessage): Promise<void> {
    if (message.kind !== 'recognition' && message.kind !== 'verification') return;
    const view = this.galleries.view(message.gallery);
    await view.atLeast(message.galleryVersion); // an image that cannot be decoded is answered before anybody looked
    if (view.state.retention === 'none') await this.images.delete([message.imageKey]);
  }
}
