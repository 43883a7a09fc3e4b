import { ImageStore, ResultStore } from '@facefleet/aws';
import { itemId } from '@facefleet/bulk';
import { EventPublisher } from '@facefleet/cache';
import { type EnrolmentRequest, type EnrolmentSucceeded, Events } from '@facefleet/contracts';
import {
  enrolmentImageKey,
  type Face,
  Galleries,
  OLDEST_VIEW_MS,
  repeatedEnrolments,
} from '@facefleet/gallery';
import { Clock, ExpectedError, imageType } from '@facefleet/platform';
import { ErasureBook } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { FACES_LOOKED_AT } from './by-prominence';
import { ComparedModels } from './compared-models';
import { EnrolledPhotographs } from './enrolled-photographs';
import { enrolmentWarnings } from './enrolment-warnings';
import { faceToEnrol } from './face-to-enrol';
import type { FetchedImages } from './fetched-images';
import { FurtherEmbeddings } from './further-embeddings';
import type { JobHandler } from './job-handler';
import { PIXEL_DIGITS, tidied, tidiedQuality } from './tidied';

/** The one face in this image is this person. */
@Injectable()
export class Enrol implements JobHandler<'enrolment', 'image'> {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(EnrolledPhotographs) private readonly photographs: EnrolledPhotographs,
    @Inject(ComparedModels) private readonly models: ComparedModels,
    @Inject(FurtherEmbeddings) private readonly further: FurtherEmbeddings,
    @Inject(ErasureBook) private readonly erasures: ErasureBook,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  imageKeys({ imageKey }: EnrolmentRequest) {
    return { image: imageKey };
  }

  /**
   * A photograph that the person was enrolled with before is not enrolled again. Of two that come at the same time each
   * may be written before the other is seen; then the one with the lower id stays. Where the higher one was done already
   * when the lower one was written, both do.
   *
   * @throws ExpectedError `no-face`, `several-faces`, `face-unsuitable`, `gallery-not-found` and what the analyser says of the image
   */
  async run(
    request: EnrolmentRequest,
    { images, analyser }: FetchedImages<'image'>,
  ): Promise<EnrolmentSucceeded> {
    const { id, gallery, personId, name } = request;
    const view = this.galleries.view(gallery);
    await view.notOlderThan(OLDEST_VIEW_MS);
    if (view.state.isDropped(id) || (await this.isErased(request))) throw removedMeanwhile();
    const model = view.state.model ?? request.model;
    const compared = this.models.get(model);
    const photograph = Buffer.from(images.image); // the analyser takes the bytes with it
    const analysis = await analyser.analyse(images.image, { model, maxFaces: FACES_LOOKED_AT });
    this.status.served(analysis.timings);
    const face = faceToEnrol(analysis);
    const box = tidied(face.box, PIXEL_DIGITS);
    await view.refresh(); // enrolments are rare: one listing each, and what others enrolled meanwhile is known
    if (view.state.isDropped(id)) throw removedMeanwhile();
    const enrolled: EnrolmentSucceeded = {
      id,
      kind: 'enrolment',
      status: 'succeeded',
      gallery,
      personId,
      name: name ?? view.state.people.get(personId)?.name ?? personId,
      faceId: id,
      model,
      box,
      quality: tidiedQuality(face.quality),
      image: { sha256: request.imageSha256, width: analysis.width, height: analysis.height },
      warnings: enrolmentWarnings(face.embedding, view, compared, personId),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
    // By an earlier delivery, and maybe another model: the entry stays as it is, and gets a further embedding.
    const enrolledBefore = view.state.enrolledFace(id);
    const ofPhotograph = [photograph, face.embedding, view, compared, personId] as const;
    const known = enrolledBefore ? undefined : await this.photographs.faceFrom(...ofPhotograph);
    if (known) return this.already(known, enrolled, name);
    if (view.state.isVoid(id)) throw removedMeanwhile();
    if (view.state.model === undefined) await this.create(gallery, model, id);
    const imageKey = enrolledBefore?.imageKey ?? (await this.keptImage(request, photograph));
    if (!enrolledBefore) {
      await this.galleries.enrol(gallery, {
        id,
        personId,
        name,
        model,
        embedding: face.embedding,
        box,
        imageKey,
        imageSha256: request.imageSha256,
      });
    }
    await this.further.afterEnrolment({ gallery, faceId: id, imageKey, box }, analyser);
    const { state } = this.galleries.view(gallery);
    // Whoever erases the person leaves a trace first and looks for faces then: one of us sees the other.
    if (state.isVoid(id) || (await this.isErased(request))) {
      await this.images.delete([imageKey]);
      await this.galleries.takeBack(gallery, id);
      throw removedMeanwhile();
    }
    const isStillHis = state.enrolledFace(id)?.personId === personId;
    const first = isStillHis ? await this.photographs.faceFrom(...ofPhotograph, id) : undefined;
    if (first) {
      if (imageKey !== request.imageKey) await this.images.delete([imageKey]);
      await this.galleries.takeBack(gallery, id);
      return this.already(first, enrolled, name);
    }
    this.events.publish(Events.galleryChanged, { gallery });
    return enrolled;
  }

  /** Asked for before the person was erased, as by an import that was running: it must not bring the person back. */
  private isErased({ gallery, personId, id }: EnrolmentRequest): Promise<boolean> {
    return this.erasures.isErasedSince(gallery, personId, id);
  }

  /** The photograph is this face's. A name that comes with it is a new one all the same. */
  private async already(
    { faceId }: Face,
    enrolled: EnrolmentSucceeded,
    name: string | undefined,
  ): Promise<EnrolmentSucceeded> {
    const { id, gallery, personId } = enrolled;
    const view = this.galleries.view(gallery);
    const mark = repeatedEnrolments.mark(gallery, faceId, id);
    await this.results.put(mark, '', 'text/plain');
    const isRenamed = name !== undefined && name !== view.state.people.get(personId)?.name;
    const renaming = itemId({ id, index: 0 }); // as old as the enrolment: a gallery that was deleted since stays so
    if (isRenamed) await this.galleries.describe(gallery, personId, { name }, renaming);
    await view.refresh();
    if (!view.state.enrolledFace(faceId)) {
      await this.results.delete([mark]);
      if (isRenamed) await this.galleries.takeBack(gallery, renaming);
      throw removedMeanwhile();
    }
    this.events.publish(Events.galleryChanged, { gallery });
    const others = enrolled.warnings.filter(({ code }) => code !== 'unlike-other-faces');
    return { ...enrolled, faceId, warnings: [{ code: 'already-enrolled-photograph', faceId }, ...others] };
  }

  /** An upload may be named several times, and be uploaded anew: each face has a photograph of its own. */
  private async keptImage({ id, imageKey }: EnrolmentRequest, image: Buffer): Promise<string> {
    const ownKey = enrolmentImageKey(id);
    if (imageKey !== ownKey) await this.images.put(ownKey, image, `image/${imageType(image)}`);
    return ownKey;
  }

  /** @throws Error where another enrolment gave the gallery another model meanwhile: the next delivery goes by that one */
  private async create(gallery: string, model: string, id: string): Promise<void> {
    if (!(await this.galleries.createFor(gallery, model, id))) throw removedMeanwhile();
    if (this.galleries.view(gallery).state.model !== model)
      throw new Error(`Gallery "${gallery}" was just created with another model`);
  }
}

function removedMeanwhile(): ExpectedError {
  return new ExpectedError(
    'gallery-not-found',
    'The gallery was deleted, or this face removed, before the enrolment was done. Send the image again to enrol it anew.',
  );
}
