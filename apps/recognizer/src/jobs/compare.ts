import {
  type ComparedFace,
  type ComparisonRequest,
  type ComparisonSucceeded,
  MAX_FACES,
} from '@facefleet/contracts';
import { compareFaces } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { FACES_LOOKED_AT } from './by-prominence';
import { ComparedModels } from './compared-models';
import type { FetchedImages } from './fetched-images';
import type { JobHandler } from './job-handler';
import { prominentFace } from './prominent-face';
import { MS_DIGITS, SCORE_DIGITS, tidied, tidiedFace } from './tidied';

/** Is the face in the source one of those in the target? */
@Injectable()
export class Compare implements JobHandler<'comparison', 'source' | 'target'> {
  constructor(
    @Inject(ComparedModels) private readonly models: ComparedModels,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  imageKeys({ sourceImageKey, targetImageKey }: ComparisonRequest) {
    return { source: sourceImageKey, target: targetImageKey };
  }

  /** @throws ExpectedError `no-face` of the source, and what the analyser says of either image, each naming the image */
  async run(
    request: ComparisonRequest,
    { images, queueMs, fetchMs, analyser }: FetchedImages<'source' | 'target'>,
  ): Promise<ComparisonSucceeded> {
    const { id, model, maxFalseMatchRate } = request;
    const compared = this.models.get(model);
    // One after the other: without a face in the source nobody needs the target.
    const { source, probe } = await naming('source', async () => {
      const analysis = await analyser.analyse(images.source, { model, maxFaces: FACES_LOOKED_AT });
      return { source: analysis, probe: prominentFace(analysis) };
    });
    const target = await naming('target', () =>
      analyser.analyse(images.target, { model, maxFaces: MAX_FACES }),
    );
    const timings = {
      decodeMs: source.timings.decodeMs + target.timings.decodeMs,
      detectMs: source.timings.detectMs + target.timings.detectMs,
      embedMs: source.timings.embedMs + target.timings.embedMs,
    };
    this.status.served(timings);
    const faces = target.faces.map((face): ComparedFace => {
      const found = compareFaces(probe.face.embedding, face.embedding, compared, maxFalseMatchRate);
      return { ...tidiedFace(face), ...found, similarity: tidied(found.similarity, SCORE_DIGITS) };
    });
    return {
      id,
      kind: 'comparison',
      status: 'succeeded',
      model,
      maxFalseMatchRate,
      source: {
        image: { sha256: request.sourceImageSha256, width: source.width, height: source.height },
        face: tidiedFace(probe.face),
        otherFaces: probe.otherFaces,
      },
      target: {
        image: { sha256: request.targetImageSha256, width: target.width, height: target.height },
        faces: faces.sort((a, b) => b.similarity - a.similarity),
      },
      timings: tidied({ queueMs, fetchMs, ...timings }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}

/** An expected failure says of which of the two images it is. */
async function naming<T>(image: 'source' | 'target', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(error.code, `${image}: ${error.message}`, { issues: error.issues });
  }
}
