import { ResultCache } from '@facefleet/cache';
import type { RecognitionRequest, RecognitionResult } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { ModelCatalogue } from '@facefleet/models';
import { Clock, messageOf, uuidv7 } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayOptions } from '../config';
import { imageKeyOf, JobQueue } from '../jobs/job-queue';
import { JobResults } from '../jobs/job-results';
import type { UploadedImage } from '../uploads/uploaded-image';
import type { RecognitionOptions } from './recognition.dto';

/**
 * How old our picture of a gallery may be. Our own changes show at once, those of other gateways by event or after
 * this time.
 */
const MAX_GALLERY_STALENESS_MS = 1_000;

export interface Recognition {
  id: string;
  /** undefined: not finished in time */
  result: RecognitionResult | undefined;
  fromCache: boolean;
}

@Injectable()
export class RecognitionsService {
  private readonly logger = new Logger(RecognitionsService.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(JobResults) private readonly results: JobResults,
    @Inject(ModelCatalogue) private readonly models: ModelCatalogue,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @param waitMs  how long the client waits; 0: not at all
   * @throws ExpectedError `gallery-not-found`, `service-unavailable`
   */
  async recognise(
    image: UploadedImage,
    { gallery, maxFaces, maxFalseMatchRate }: RecognitionOptions,
    waitMs: number,
    clientGone: AbortSignal,
  ): Promise<Recognition> {
    const view = await this.galleries.existing(gallery, MAX_GALLERY_STALENESS_MS);
    const id = uuidv7();
    const question = {
      imageSha256: image.sha256,
      gallery,
      galleryVersion: view.version,
      model: view.state.model ?? this.options.defaultModel,
      maxFaces,
      maxFalseMatchRate,
    };
    const modelFingerprint = this.models.fingerprint(question.model);
    const known = await this.cache.answer({ ...question, modelFingerprint });
    if (known) return this.answerAgain({ ...known, id }, waitMs);

    const request: RecognitionRequest = {
      ...question,
      v: 1,
      kind: 'recognition',
      id,
      imageKey: imageKeyOf('recognition', id),
      submittedAtMs: this.clock.nowMs(),
    };
    const result = await this.results.wait(id, waitMs, clientGone, () => this.queue.accept(request, image));
    return { id, result: result?.kind === 'recognition' ? result : undefined, fromCache: false };
  }

  /** @returns the result, 'pending', or undefined for an id that we do not know */
  async find(id: string): Promise<RecognitionResult | 'pending' | undefined> {
    const result = await this.results.find(id);
    if (result) return result.kind === 'recognition' ? result : undefined;
    return (await this.queue.isKnown('recognition', id)) ? 'pending' : undefined;
  }

  /** The same question was answered before: the old answer, as the result of this request. */
  private async answerAgain(result: RecognitionResult, waitMs: number): Promise<Recognition> {
    const kept = this.results.keep(result);
    // A client that waits has its answer in hand; one that does not will come and fetch it.
    if (waitMs === 0) await kept;
    else {
      kept.catch((error: unknown) =>
        this.logger.warn({ recognitionId: result.id, error: messageOf(error) }, 'cached answer not kept'),
      );
    }
    return { id: result.id, result, fromCache: true };
  }
}
