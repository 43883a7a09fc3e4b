import { ImageStore, messageAttributesOf, WorkSent } from '@facefleet/aws';
import type { AskedKind, MessageOf } from '@facefleet/contracts';
import { ExpectedError, messageOf } from '@facefleet/platform';
import { traceAttributes, traceCarrier, traced } from '@facefleet/telemetry';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SqsService } from '@ssut/nestjs-sqs';
import { Admission } from '../admission/admission';
import type { Visit } from '../admission/visit';
import { GatewayMetrics } from '../telemetry/gateway-metrics';
import type { UploadedImage } from '../uploads/uploaded-image';

export const REQUESTS_PRODUCER = 'requests';

const FOLDERS: Record<AskedKind, string> = {
  recognition: 'recognitions',
  enrolment: 'enrolments',
  detection: 'detections',
  comparison: 'comparisons',
  verification: 'verifications',
  search: 'searches',
};

/** Where an image of a request lies, the first one unless said otherwise. Only our own ids become part of a key. */
export function imageKeyOf(kind: AskedKind, id: string, index = 0): string {
  const key = `${FOLDERS[kind]}/${id}`;
  return index === 0 ? key : `${key}-${index + 1}`;
}

/** All that lies in the images bucket of a request that came alone. */
export function imageKeysOf(kind: AskedKind, id: string): string[] {
  return kind === 'comparison' ? [imageKeyOf(kind, id), imageKeyOf(kind, id, 1)] : [imageKeyOf(kind, id)];
}

/** The way of a request to the recognizers: first its images into the store, then its message into the queue. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger(JobQueue.name);

  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(SqsService) private readonly sqs: SqsService,
    @Inject(WorkSent) private readonly sent: WorkSent,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(GatewayMetrics) private readonly metrics: GatewayMetrics,
  ) {}

  /**
   * Once this has resolved the request is accepted: it ends in a result, whatever dies.
   *
   * @param images as many as the message has keys, in their order
   * @throws ExpectedError `overloaded`, `service-unavailable`: nothing was accepted
   */
  async accept(message: MessageOf<AskedKind>, visit: Visit, ...images: UploadedImage[]): Promise<void> {
    traceAttributes({ 'facefleet.request.id': message.id, 'facefleet.kind': message.kind });
    this.admission.enter(visit, [message.id]);
    try {
      await this.send(message, visit, images);
    } catch (error) {
      this.admission.leave(message.id);
      throw error;
    }
  }

  /** Was this request accepted (or is it about to be)? */
  isKnown(kind: AskedKind, id: string): Promise<boolean> {
    return this.images.exists(imageKeyOf(kind, id));
  }

  private async send(message: MessageOf<AskedKind>, visit: Visit, images: UploadedImage[]): Promise<void> {
    const objects = objectsOf(message, images);
    const keys = objects.map(({ key }) => key);
    const stored = await this.stage('store', () =>
      Promise.allSettled(
        objects.map(({ key, body, contentType, sha256 }) =>
          this.images.put(key, body, contentType, { sha256 }),
        ),
      ),
    );
    for (const { body } of objects) visit.upload?.giveBack(body.length);
    const failed = stored.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') {
      if (keys.length > 1) await this.forget(keys);
      throw new ExpectedError(
        'service-unavailable',
        'The request could not be stored. Nothing was accepted: send it again.',
        { cause: failed.reason },
      );
    }
    try {
      await this.stage('queue', () =>
        this.sqs.send(REQUESTS_PRODUCER, {
          id: message.id,
          body: message,
          messageAttributes: messageAttributesOf(traceCarrier()),
        }),
      );
      this.sent.add(1);
    } catch (cause) {
      await this.forget(keys);
      throw new ExpectedError(
        'service-unavailable',
        'The request could not be queued. Nothing was accepted: send it again.',
        { cause },
      );
    }
  }

  private stage<T>(stage: 'store' | 'queue', work: () => Promise<T>): Promise<T> {
    const end = this.metrics.stageSeconds.startTimer({ stage });
    return traced(stage, { kind: stage === 'queue' ? 'sends' : 'internal' }, work).finally(end);
  }

  private async forget(keys: string[]): Promise<void> {
    await this.images
      .delete(keys)
      .catch((error: unknown) => this.logger.warn({ keys, error: messageOf(error) }, 'images left behind'));
  }
}

interface StoredObject {
  key: string;
  body: Buffer | string;
  contentType: string;
  /** Of the body, where it is known. */
  sha256?: string;
}

/** The images, or in their place the request itself: whatever was accepted is known by an object. */
function objectsOf(message: MessageOf<AskedKind>, images: UploadedImage[]): StoredObject[] {
  const { kind, id } = message;
  if (images.length === 0)
    return [{ key: imageKeyOf(kind, id), body: JSON.stringify(message), contentType: 'application/json' }];
  return images.map((image, index) => ({
    key: imageKeyOf(kind, id, index),
    body: image.takeBytes(),
    contentType: image.contentType,
    sha256: image.sha256,
  }));
}
