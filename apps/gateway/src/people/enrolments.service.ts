import type { EnrolmentRequest, EnrolmentResult } from '@facefleet/contracts';
import { itemId } from '@facefleet/bulk';
import { Galleries } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { Admission } from '../admission/admission';
import { GatewayOptions } from '../config';
import { Attempt } from '../idempotency/attempt';
import { imageKeyOf, JobQueue } from '../jobs/job-queue';
import { JobResults } from '../jobs/job-results';
import { RequestFinder } from '../jobs/request-finder';
import type { Patience } from '../questions/questions.service';
import type { ListedImage } from '../uploads/image-list';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { FaceOutcome } from './people.dto';

type Enrolled = Pick<EnrolmentRequest, 'gallery' | 'personId' | 'name'>;

@Injectable()
export class EnrolmentsService {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(RequestFinder) private readonly requests: RequestFinder,
    @Inject(Admission) private readonly admission: Admission,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Enrolment needs the model, so it takes the way of every image through the queue. */
  async enrol(
    { gallery, personId, name }: Enrolled,
    image: UploadedImage,
    { waitMs, clientGone, attempt, visit }: Patience,
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
      this.queue.accept(request, visit, image),
    );
    this.galleries.view(gallery).invalidate(); // whoever asks this gateway next sees the new face
    return { id, result: result?.kind === 'enrolment' ? result : undefined };
  }

  /**
   * Each image is an enrolment of its own, whose id follows from that of the attempt: asked again, they are the same.
   * @throws ExpectedError `overloaded`; `service-unavailable` where nothing at all was accepted
   */
  async enrolAll(
    enrolled: Enrolled,
    images: readonly ListedImage[],
    patience: Patience,
  ): Promise<FaceOutcome[]> {
    const { attempt, visit } = patience;
    const idOf = (index: number) => itemId({ id: attempt.id, index });
    // All of the form or nothing of it.
    const ids = images.flatMap((image, index) => (image instanceof ExpectedError ? [] : [idOf(index)]));
    if (!attempt.wasAccepted) this.admission.enter(visit, ids);
    let left = images.length;
    const settled = () => {
      if (--left === 0) void attempt.accept(() => Promise.resolve());
    };
    const failures: ExpectedError[] = [];
    const faces = await Promise.all(
      images.map(async (image, index): Promise<FaceOutcome> => {
        if (image instanceof ExpectedError) {
          settled();
          return failed(index, image);
        }
        const id = idOf(index);
        const own = new Attempt(id, attempt.wasAccepted, settled, attempt.isRepeated);
        try {
          const { result } = await this.enrol(enrolled, image, { ...patience, attempt: own });
          return outcomeOf(index, id, result);
        } catch (error) {
          if (!(error instanceof ExpectedError)) throw error;
          failures.push(error);
          if (!own.wasAccepted) {
            this.admission.leave(id);
            settled();
          }
          return failed(index, error);
        }
      }),
    );
    const [first] = failures;
    if (first && faces.every(({ status }) => status === 'failed')) throw first;
    return faces;
  }

  async findEnrolment(id: string): Promise<EnrolmentResult | 'pending' | undefined> {
    const found = await this.requests.find('enrolment', id);
    if (typeof found === 'object') this.galleries.view(found.gallery).invalidate();
    return found;
  }
}

function outcomeOf(index: number, id: string, result: EnrolmentResult | undefined): FaceOutcome {
  if (result === undefined) return { index, status: 'pending', location: `/v1/enrolments/${id}` };
  if (result.status === 'failed') return { index, status: 'failed', error: result.error };
  return { index, status: 'succeeded', enrolment: result };
}

function failed(index: number, { code, message: detail, issues }: ExpectedError): FaceOutcome {
  return { index, status: 'failed', error: { code, detail, issues } };
}
