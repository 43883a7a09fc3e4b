import type { EnrolmentRequest, EnrolmentResult } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { Attempt } from '../idempotency/attempt';
import { imageKeyOf, JobQueue } from '../jobs/job-queue';
import { JobResults } from '../jobs/job-results';
import type { UploadedImage } from '../uploads/uploaded-image';

@Injectable()
export class EnrolmentsService {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JobResults) private readonly results: JobResults,
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
}
