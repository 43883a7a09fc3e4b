import { ResultCache } from '@facefleet/cache';
import { type RecognitionRequest, type RecognitionResult, type RecognizedFace } from '@facefleet/contracts';
import { Galleries, identify } from '@facefleet/gallery';
import { Clock } from '@facefleet/platform';
import { FaceAnalyser } from '@facefleet/vision';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { embedderOf } from './embedder-of';
import type { FetchedImage } from './fetched-image';
import { MS_DIGITS, PIXEL_DIGITS, SCORE_DIGITS, tidied } from './tidied';

/** Who is in this image? */
@Injectable()
export class Recognise {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(FaceAnalyser) private readonly analyser: FaceAnalyser,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async run(request: RecognitionRequest, image: FetchedImage): Promise<RecognitionResult> {
    const view = this.galleries.view(request.gallery);
    await view.atLeast(request.galleryVersion);
    const model = view.state.model ?? request.model;
    const embedder = embedderOf(model);
    const analysis = await this.analyser.analyse(image.bytes, { model, maxFaces: request.maxFaces });
    this.status.served(analysis.timings);
    const galleryVersion = view.version; // read together with the search: no other turn of the event loop between
    const faces: RecognizedFace[] = analysis.faces.map(({ box, landmarks, detectionScore, embedding }) => ({
      ...tidied({ box, landmarks }, PIXEL_DIGITS),
      ...tidied({ detectionScore }, SCORE_DIGITS),
      ...tidied(identify(embedding, view, model, embedder), SCORE_DIGITS),
    }));
    const result: RecognitionResult = {
      id: request.id,
      kind: 'recognition',
      status: 'succeeded',
      gallery: request.gallery,
      galleryVersion,
      model,
      image: { sha256: request.imageSha256, width: analysis.width, height: analysis.height },
      faces,
      timings: tidied({ queueMs: image.queueMs, fetchMs: image.fetchMs, ...analysis.timings }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
    const { imageSha256, gallery, maxFaces } = request;
    await this.cache.rememberAnswer({ imageSha256, gallery, galleryVersion, model, maxFaces }, result);
    return result;
  }
}
