import { ResultCache } from '@facefleet/cache';
import { type RecognitionRequest, type RecognitionResult, type RecognizedFace } from '@facefleet/contracts';
import { DEFAULT_MAX_FALSE_MATCH_RATE, Galleries, identify } from '@facefleet/gallery';
import { Clock } from '@facefleet/platform';
import { FaceAnalyser } from '@facefleet/vision';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { ComparedModels } from './compared-models';
import type { FetchedImage } from './fetched-image';
import { MS_DIGITS, PIXEL_DIGITS, SCORE_DIGITS, tidied, tidiedQuality } from './tidied';

/** Who is in this image? */
@Injectable()
export class Recognise {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ComparedModels) private readonly models: ComparedModels,
    @Inject(FaceAnalyser) private readonly analyser: FaceAnalyser,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async run(request: RecognitionRequest, image: FetchedImage): Promise<RecognitionResult> {
    const view = this.galleries.view(request.gallery);
    await view.atLeast(request.galleryVersion);
    const model = view.state.model ?? request.model;
    const compared = this.models.get(model);
    const analysis = await this.analyser.analyse(image.bytes, { model, maxFaces: request.maxFaces });
    this.status.served(analysis.timings);
    // Read together with the search: no other turn of the event loop between.
    const galleryVersion = view.version;
    const maxFalseMatchRate =
      request.maxFalseMatchRate ?? view.state.maxFalseMatchRate ?? DEFAULT_MAX_FALSE_MATCH_RATE;
    const faces = analysis.faces.map(
      ({ box, landmarks, detectionScore, quality, embedding }): RecognizedFace => {
        const found = identify(embedding, view, compared, maxFalseMatchRate);
        return {
          ...tidied({ box, landmarks }, PIXEL_DIGITS),
          ...tidied({ detectionScore }, SCORE_DIGITS),
          quality: tidiedQuality(quality),
          ...found,
          similarity: tidied(found.similarity, SCORE_DIGITS),
        };
      },
    );
    const result: RecognitionResult = {
      id: request.id,
      kind: 'recognition',
      status: 'succeeded',
      gallery: request.gallery,
      galleryVersion,
      model,
      maxFalseMatchRate,
      image: { sha256: request.imageSha256, width: analysis.width, height: analysis.height },
      faces,
      timings: tidied({ queueMs: image.queueMs, fetchMs: image.fetchMs, ...analysis.timings }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
    const { imageSha256, gallery, maxFaces } = request;
    const modelFingerprint = compared.fingerprint;
    const question = { imageSha256, gallery, galleryVersion, model, modelFingerprint, maxFaces };
    await this.cache.rememberAnswer({ ...question, maxFalseMatchRate: request.maxFalseMatchRate }, result);
    return result;
  }
}
