import type { DetectionRequest, DetectionSucceeded } from '@facefleet/contracts';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import type { FetchedImages } from './fetched-images';
import type { JobHandler } from './job-handler';
import { MS_DIGITS, tidied, tidiedFace } from './tidied';

/** Where are faces in this image? */
@Injectable()
export class Detect implements JobHandler<'detection', 'image'> {
  constructor(
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  imageKeys({ imageKey }: DetectionRequest) {
    return { image: imageKey };
  }

  async run(
    { id, model, maxFaces, imageSha256 }: DetectionRequest,
    { images, queueMs, fetchMs, analyser }: FetchedImages<'image'>,
  ): Promise<DetectionSucceeded> {
    const { faces, width, height, timings } = await analyser.detect(images.image, { model, maxFaces });
    this.status.served(timings);
    return {
      id,
      kind: 'detection',
      status: 'succeeded',
      model,
      image: { sha256: imageSha256, width, height },
      faces: faces.map(tidiedFace),
      timings: tidied({ queueMs, fetchMs, ...timings }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}
