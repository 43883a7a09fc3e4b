import type { RecognitionRequest, RecognitionSucceeded, RecognizedFace } from '@facefleet/contracts';
import { identify, rank } from '@facefleet/gallery';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { AskedGalleries } from './asked-galleries';
import type { FetchedImages } from './fetched-images';
import type { JobHandler } from './job-handler';
import { namedPeople } from './named-people';
import { MS_DIGITS, tidied, tidiedFace, tidiedPerson } from './tidied';

/** Who is in this image? */
@Injectable()
export class Recognise implements JobHandler<'recognition', 'image'> {
  constructor(
    @Inject(AskedGalleries) private readonly galleries: AskedGalleries,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  imageKeys({ imageKey }: RecognitionRequest) {
    return { image: imageKey };
  }

  async run(
    request: RecognitionRequest,
    { images, queueMs, fetchMs, analyser }: FetchedImages<'image'>,
  ): Promise<RecognitionSucceeded> {
    const { id, imageSha256, maxFaces, maxCandidates } = request;
    const asked = await this.galleries.of(request);
    const analysis = await analyser.analyse(images.image, { model: asked.model.name, maxFaces });
    this.status.served(analysis.timings);
    const { facts, view, model } = asked;
    const nearest = analysis.faces.map(({ embedding }) =>
      rank(embedding, view, model, facts.maxFalseMatchRate, Math.max(1, maxCandidates)).map(tidiedPerson),
    );
    const faces = analysis.faces.map((face, i): RecognizedFace => ({
      ...tidiedFace(face),
      ...identify(nearest[i]!),
      nearest: nearest[i]!.slice(0, maxCandidates),
    }));
    return {
      ...facts,
      id,
      kind: 'recognition',
      status: 'succeeded',
      image: { sha256: imageSha256, width: analysis.width, height: analysis.height },
      faces,
      people: namedPeople(nearest.map(([first]) => first)),
      timings: tidied({ queueMs, fetchMs, ...analysis.timings }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}
