import { ImageStore, ResultStore } from '@facefleet/aws';
import { EventPublisher } from '@facefleet/cache';
import { type EnrolmentRequest, type EnrolmentResult, Events } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock, uuidv7 } from '@facefleet/platform';
import { Announcer } from '@facefleet/webhooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { Attempt } from '../idempotency/attempt';
import { imageKeyOf, JobQueue } from '../jobs/job-queue';
import { JobResults } from '../jobs/job-results';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { PeopleList, RemovalReceipt } from './people.dto';

@Injectable()
export class PeopleService {
  private readonly logger = new Logger(PeopleService.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly enrolments: ResultStore,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Announcer) private readonly announcer: Announcer,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Enrolment needs the model, so it takes the way of every image through the queue. */
  async enrol(
    { gallery, personId, name }: Pick<EnrolmentRequest, 'gallery' | 'personId' | 'name'>,
    image: UploadedImage,
    waitMs: number,
    clientGone: AbortSignal,
    attempt = new Attempt(),
  ): Promise<{ id: string; result: EnrolmentResult | undefined }> {
    const { id } = attempt;
    const request: EnrolmentRequest = {
      v: 1,
      kind: 'enrolment',
      id,
      imageKey: imageKeyOf('enrolment', id),
      imageSha256: image.sha256,
      gallery,
      galleryVersion: this.galleries.view(gallery).version,
      model: this.options.defaultModel,
      personId,
      name,
      submittedAtMs: this.clock.nowMs(),
    };
    const result = await this.results.ofAttempt(attempt, waitMs, clientGone, () =>
      this.queue.accept(request, image),
    );
    this.galleries.view(gallery).invalidate(); // whoever asks this gateway next sees the new face
    return { id, result: result?.kind === 'enrolment' ? result : undefined };
  }

  async findEnrolment(id: string): Promise<EnrolmentResult | 'pending' | undefined> {
    const result = await this.results.find(id);
    if (result?.kind === 'enrolment') this.galleries.view(result.gallery).invalidate();
    if (result) return result.kind === 'enrolment' ? result : undefined;
    return (await this.queue.isKnown('enrolment', id)) ? 'pending' : undefined;
  }

  async list(gallery: string): Promise<PeopleList> {
    const view = await this.galleries.existing(gallery, 0);
    const people = [...view.state.people.values()];
    return { gallery, people: people.map(({ id, name, faces }) => ({ id, name, faces: faces.length })) };
  }

  async remove(gallery: string, personId: string): Promise<RemovalReceipt> {
    const { person, faces } = await this.galleries.storedPerson(gallery, personId);
    // The entries go last: until then, a removal that failed half-way finds all keys again.
    await this.images.delete(faces.map(({ imageKey }) => imageKey));
    await this.enrolments.delete(faces.map(({ faceId }) => faceId));
    await this.galleries.remove(gallery, faces, person);
    const removedFaces = faces.length;
    this.events.publish(Events.galleryChanged, { gallery });
    this.logger.log({ gallery, personId, removedFaces }, 'person removed');
    const receipt = { gallery, personId, removedFaces, removedImages: removedFaces };
    await this.announcer.announce({
      type: 'person.removed',
      id: uuidv7(),
      subject: `${gallery}/${personId}`,
      gallery,
      at: new Date(this.clock.nowMs()),
      data: receipt,
    });
    return receipt;
  }
}
