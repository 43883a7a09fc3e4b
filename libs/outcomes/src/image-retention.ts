import { ImageStore } from '@facefleet/aws';
import { type EnrolmentRequest, type JobResult, NONE, type QueueMessage } from '@facefleet/contracts';
import { enrolmentImageKey, Galleries } from '@facefleet/gallery';
import { Retentions } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';

/** Deletes images that are not to be kept: by what their gallery says, or because nobody was enrolled from them. */
@Injectable()
export class ImageRetention {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(Retentions) private readonly retentions: Retentions,
  ) {}

  /** To be called once the result is stored, and again for a message that comes again. */
  async apply(message: QueueMessage, result: JobResult): Promise<void> {
    if (message.kind === 'enrolment') {
      if (!canBeRedriven(result)) await this.deletePhotographOfNobody(message, result);
      return;
    }
    const keys = probeKeys(message);
    if (keys.length === 0) return;
    const gallery = 'gallery' in message ? message.gallery : undefined;
    // An image that cannot be decoded is answered before anybody looked.
    if ('galleryVersion' in message)
      await this.galleries.view(message.gallery).atLeast(message.galleryVersion);
    if (this.retentions.of(gallery) === NONE) await this.images.delete(keys);
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

/** Where the images lie that somebody is to be found on. */
function probeKeys(message: QueueMessage): string[] {
  switch (message.kind) {
    case 'recognition':
    case 'verification':
    case 'detection':
      return [message.imageKey];
    case 'comparison':
      return [message.sourceImageKey, message.targetImageKey];
    case 'search':
    case 'enrolment':
    case 'embedding':
      return [];
  }
}

/** Its message is put aside with the dead letters. */
function canBeRedriven(result: JobResult): boolean {
  return result.status === 'failed' && result.error.code === 'processing-failed';
}
