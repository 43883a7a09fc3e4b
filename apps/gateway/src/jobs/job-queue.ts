import { ImageStore } from '@facefleet/aws';
import type { QueueMessage } from '@facefleet/contracts';
import { ExpectedError, messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SqsService } from '@ssut/nestjs-sqs';
import type { UploadedImage } from '../uploads/uploaded-image';

export const REQUESTS_PRODUCER = 'requests';

/** Where the image of a request lies. Only our own ids become part of a key. */
export function imageKeyOf(kind: QueueMessage['kind'], id: string): string {
  return `${kind}s/${id}`;
}

/** The way of a request to the recognizers: first its image into the store, then its message into the queue. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger(JobQueue.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(SqsService) private readonly sqs: SqsService,
  ) {}

  /**
   * Once this has resolved the request is accepted: it ends in a result, whatever dies.
   * @throws ExpectedError `service-unavailable`: nothing was accepted
   */
  async accept(message: QueueMessage, image: UploadedImage): Promise<void> {
    try {
      await this.images.put(message.imageKey, image.takeBytes(), image.contentType);
    } catch (cause) {
      throw new ExpectedError(
        'service-unavailable',
        'The image could not be stored. Nothing was accepted: send it again.',
        {
          cause,
        },
      );
    }
    try {
      await this.sqs.send(REQUESTS_PRODUCER, { id: message.id, body: message });
    } catch (cause) {
      await this.forget(message.imageKey);
      throw new ExpectedError(
        'service-unavailable',
        'The image could not be queued. Nothing was accepted: send it again.',
        {
          cause,
        },
      );
    }
  }

  /** Was this request accepted (or is it about to be)? */
  isKnown(kind: QueueMessage['kind'], id: string): Promise<boolean> {
    return this.images.exists(imageKeyOf(kind, id));
  }

  private async forget(imageKey: string): Promise<void> {
    await this.images
      .delete([imageKey])
      .catch((error: unknown) =>
        this.logger.warn({ imageKey, error: messageOf(error) }, 'image left behind'),
      );
  }
}
