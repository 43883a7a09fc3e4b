import { EventPublisher } from '@facefleet/cache';
import { type EnrolmentRequest, type EnrolmentResult, Events } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { type AnalysedFace, FaceAnalyser } from '@facefleet/vision';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { embedderOf } from './embedder-of';
import type { FetchedImage } from './fetched-image';

/** Beside the face to enrol, others may stand in the background: smaller than this share of its area. */
const BACKGROUND_AREA_SHARE = 0.5;

/** The one face in this image is this person. */
@Injectable()
export class Enrol {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(FaceAnalyser) private readonly analyser: FaceAnalyser,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @throws ExpectedError `no-face`, `several-faces` and what the analyser says of the image */
  async run(request: EnrolmentRequest, image: FetchedImage): Promise<EnrolmentResult> {
    const { id, gallery, personId, name } = request;
    const view = this.galleries.view(gallery);
    await view.atLeast(request.galleryVersion);
    const model = view.state.model ?? request.model;
    embedderOf(model);
    const analysis = await this.analyser.analyse(image.bytes, { model, maxFaces: 2 });
    this.status.served(analysis.timings);
    const face = onlyFace(analysis.faces);
    if (view.state.model === undefined) await this.galleries.create(gallery, model);
    await this.galleries.enrol(gallery, {
      id,
      personId,
      name,
      model,
      embedding: face.embedding,
      box: face.box,
      imageKey: request.imageKey,
      imageSha256: request.imageSha256,
    });
    this.events.publish(Events.galleryChanged, { gallery });
    return {
      id,
      kind: 'enrolment',
      status: 'succeeded',
      gallery,
      personId,
      name: name ?? view.state.people.get(personId)?.name ?? personId,
      faceId: id,
      model,
      box: face.box,
      image: { sha256: request.imageSha256, width: analysis.width, height: analysis.height },
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}

function onlyFace([largest, second]: AnalysedFace[]): AnalysedFace {
  if (largest === undefined) {
    throw new ExpectedError(
      'no-face',
      'No face was found. Send a photograph that shows the face from the front.',
    );
  }
  if (second !== undefined && areaOf(second) > BACKGROUND_AREA_SHARE * areaOf(largest)) {
    throw new ExpectedError(
      'several-faces',
      'The image shows several faces of similar size. Send one in which the person to enrol stands alone or is by far the largest.',
    );
  }
  return largest;
}

function areaOf({ box }: AnalysedFace): number {
  return box.width * box.height;
}
