import type { VerificationRequest, VerificationSucceeded } from '@facefleet/contracts';
import { verify } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { AskedGalleries } from './asked-galleries';
import { FACES_LOOKED_AT } from './by-prominence';
import type { FetchedImages } from './fetched-images';
import type { JobHandler } from './job-handler';
import { prominentFace } from './prominent-face';
import { MS_DIGITS, SCORE_DIGITS, tidied, tidiedFace } from './tidied';

/**
 * Does this image show this person? Its most prominent face decides alone: the best of several would err more often the
 * more faces there are, and would take somebody who stands behind for the one who claims to be the person.
 */
@Injectable()
export class Verify implements JobHandler<'verification', 'image'> {
  constructor(
    @Inject(AskedGalleries) private readonly galleries: AskedGalleries,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  imageKeys({ imageKey }: VerificationRequest) {
    return { image: imageKey };
  }

  /** @throws ExpectedError `no-face`, `person-not-found` and what the analyser says of the image */
  async run(
    request: VerificationRequest,
    { images, queueMs, fetchMs, analyser }: FetchedImages<'image'>,
  ): Promise<VerificationSucceeded> {
    const { id, gallery, personId, imageSha256 } = request;
    const asked = await this.galleries.of(request);
    const analysis = await analyser.analyse(images.image, {
      model: asked.model.name,
      maxFaces: FACES_LOOKED_AT,
    });
    this.status.served(analysis.timings);
    const { face, otherFaces } = prominentFace(analysis);
    const { facts, view, model } = asked;
    const person = view.state.people.get(personId);
    if (person === undefined) {
      throw new ExpectedError(
        'person-not-found',
        // Stored, and by now perhaps about somebody who was erased: the client knows whom it asked about.
        `There is no such person in gallery "${gallery}".`,
      );
    }
    const found = verify(face.embedding, view, person, model, facts.maxFalseMatchRate);
    return {
      ...facts,
      id,
      kind: 'verification',
      status: 'succeeded',
      person: { id: person.id, name: person.name },
      verified: found?.decision === 'match',
      decision: found?.decision ?? 'unknown',
      similarity: found ? tidied(found.similarity, SCORE_DIGITS) : null,
      falseMatchRate: found?.falseMatchRate ?? null,
      bestFaceId: found?.bestFaceId ?? null,
      supportingFaces: found?.supportingFaces ?? 0,
      enrolledFaces: found?.enrolledFaces ?? 0,
      image: { sha256: imageSha256, width: analysis.width, height: analysis.height },
      face: tidiedFace(face),
      otherFaces,
      timings: tidied({ queueMs, fetchMs, ...analysis.timings }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}
