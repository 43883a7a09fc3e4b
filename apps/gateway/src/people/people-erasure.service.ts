import { ImageStore, ResultStore } from '@facefleet/aws';
import { EventPublisher, ResultCache } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { type Face, Galleries, type Person, repeatedEnrolments } from '@facefleet/gallery';
import { Clock, ExpectedError, uuidv7 } from '@facefleet/platform';
import { ErasureBook, type PendingErasure } from '@facefleet/privacy';
import { Announcer } from '@facefleet/webhooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { forEach } from '../bulk/for-each';
import { LetterErasure } from '../dead-letters/letter-erasure';
import { erasureStarted } from '../erasures/erasures.dto';
import type { Erased, FaceRemoval, RemovalReceipt } from './people.dto';
import { type UntoldRemoval, UntoldRemovals } from './untold-removals';

/** Takes people and faces out of galleries, with every trace of them. */
@Injectable()
export class PeopleErasure {
  private readonly logger = new Logger(PeopleErasure.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly enrolments: ResultStore,
    @Inject(ResultCache) private readonly cache: ResultCache,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(ErasureBook) private readonly erasures: ErasureBook,
    @Inject(UntoldRemovals) private readonly untold: UntoldRemovals,
    @Inject(Announcer) private readonly announcer: Announcer,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(LetterErasure) private readonly deadLetters: LetterErasure,
  ) {}

  /**
   * Where it failed after everything was erased, asking again tells webhooks, and answers with the receipt.
   * @throws ExpectedError `gallery-not-found`, `person-not-found`
   */
  async person(gallery: string, personId: string): Promise<RemovalReceipt> {
    const earlier = await this.untold.find(gallery, personId);
    const stored = this.galleries.storedPerson(gallery, personId);
    const isGone = await stored.then(() => false, isNotFound);
    if (earlier && (earlier.isErased || isGone)) await this.tell(earlier);
    if (earlier && isGone) return this.finished(earlier.receipt);
    await stored;
    // Whoever enrols writes the face first and looks for the trace then; here it is the other way round.
    await this.erasures.leaveTrace(gallery, personId);
    const { person, faces } = await this.galleries.storedPerson(gallery, personId);
    const faceIds = faces.map(({ faceId }) => faceId);
    const imageSha256s = await this.hashesOf(faces);
    const erasure = await this.erasures.begin({ gallery, personId, faceIds, imageSha256s });
    const counted = { removedFaces: faces.length, removedImages: faces.length };
    const unknown = { removedEntries: 0, rewrittenSegments: 0, droppedAnswers: 0 };
    const untold: UntoldRemoval = {
      eventId: uuidv7(),
      at: new Date(this.clock.nowMs()).toISOString(),
      isErased: false,
      receipt: { gallery, personId, ...counted, ...unknown },
    };
    const { repeated, counts } = await this.untold
      .note(untold)
      .then(() => this.deadLetters.erase({ gallery, personId, faceIds }))
      .then(() => this.erase(gallery, personId, faces, person))
      .catch((error: unknown) => this.giveUp(erasure, error));
    await this.erasures.removed(erasure, repeated);
    const receipt = { gallery, personId, ...counts, erasure: erasureStarted(erasure.id) };
    const erased = { ...untold, isErased: true, receipt };
    await this.untold.note(erased);
    this.logger.log({ gallery, personId, removedFaces: faces.length }, 'person removed');
    await this.tell(erased);
    return receipt;
  }

  /** @throws ExpectedError `gallery-not-found`, `person-not-found`, `face-not-found` */
  async face(gallery: string, personId: string, faceId: string): Promise<FaceRemoval> {
    const { faces } = await this.galleries.storedPerson(gallery, personId);
    const face = faces.find((one) => one.faceId === faceId);
    if (!face) throw faceNotFound(gallery, personId, faceId);
    const { counts } = await this.erase(gallery, personId, [face]);
    this.logger.log({ gallery, personId, faceId }, 'face removed');
    return { gallery, personId, faceId, ...counts };
  }

  /** Whoever removed them died before it said so: what is stored of them is still to be looked through. */
  private async finished(receipt: RemovalReceipt): Promise<RemovalReceipt> {
    const { gallery, personId } = receipt;
    const unfinished = (await this.erasures.pending()).find(
      (one) => one.gallery === gallery && one.personId === personId && !one.isRemoved,
    );
    if (unfinished === undefined) return receipt;
    await this.erasures.removed(unfinished);
    return { ...receipt, erasure: erasureStarted(unfinished.id) };
  }

  /** They are shown again, unless they are gone all the same. @throws the error */
  private async giveUp(erasure: PendingErasure, error: unknown): Promise<never> {
    const { gallery, personId = '' } = erasure;
    const isThere = await this.galleries.storedPerson(gallery, personId).then(
      () => true,
      () => false, // or it is not known: then it is found out later
    );
    if (isThere) await this.erasures.abandon(erasure).catch(() => undefined);
    throw error;
  }

  private async tell(untold: UntoldRemoval): Promise<void> {
    const { eventId, at, receipt } = untold;
    const { gallery, personId } = receipt;
    const subject = `${gallery}/${personId}`;
    await this.announcer.announce({
      ...{ type: 'person.removed', id: eventId, subject, gallery },
      at: new Date(at),
      data: receipt,
    });
    await this.untold.told(untold);
  }

  private async erase(
    gallery: string,
    personId: string,
    faces: readonly Face[],
    person?: Person,
  ): Promise<{ counts: Erased; repeated: string[] }> {
    // The entries go last: until then, a removal that failed half-way finds all keys again.
    const faceIds = faces.map(({ faceId }) => faceId);
    await this.images.delete(faces.map(({ imageKey }) => imageKey));
    const marks = await this.repeatedEnrolments(gallery, faceIds);
    const repeated = marks.map(repeatedEnrolments.idOf);
    await this.enrolments.delete([...faceIds, ...repeated, ...marks]);
    const { entries, segments } = await this.galleries.remove(gallery, faces, person);
    const droppedAnswers = await this.cache.forget({ gallery, ids: [personId, ...faceIds, ...repeated] });
    this.events.publish(Events.galleryChanged, { gallery, erased: true });
    const counts = {
      removedFaces: faces.length,
      removedImages: faces.length,
      removedEntries: entries,
      rewrittenSegments: segments,
      droppedAnswers,
    };
    return { counts, repeated };
  }

  /** Of the enrolment photographs: other requests may have been about the very same files. */
  private async hashesOf(faces: readonly Face[]): Promise<string[]> {
    const hashes: string[] = [];
    for (const { imageKey } of faces) {
      const image = await this.images.get(imageKey); // one after the other: they may be large
      if (image) hashes.push(createHash('sha256').update(image).digest('hex'));
    }
    return hashes;
  }

  private async repeatedEnrolments(gallery: string, faceIds: string[]): Promise<string[]> {
    const marks: string[] = [];
    await forEach(faceIds, async (faceId) => {
      marks.push(...(await this.enrolments.list(repeatedEnrolments.of(gallery, faceId))));
    });
    return marks;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ExpectedError && /^(gallery|person)-not-found$/.test(error.code);
}

export function faceNotFound(gallery: string, personId: string, faceId: string): ExpectedError {
  return new ExpectedError(
    'face-not-found',
    `The person "${personId}" in gallery "${gallery}" has no face "${faceId}".`,
  );
}
