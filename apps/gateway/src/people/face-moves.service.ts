import { EventPublisher } from '@facefleet/cache';
import { Events, type Metadata } from '@facefleet/contracts';
import { Galleries, type Person } from '@facefleet/gallery';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { MergeReceipt, PersonRecord } from './people.dto';
import { PeopleDirectory, requireMetadata } from './people-directory.service';
import { faceNotFound } from './people-erasure.service';

/** Gives faces to the people whose they are. */
@Injectable()
export class FaceMoves {
  private readonly logger = new Logger(FaceMoves.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(PeopleDirectory) private readonly directory: PeopleDirectory,
    @Inject(EventPublisher) private readonly events: EventPublisher,
  ) {}

  /**
   * @returns the person who has the face now
   * @throws ExpectedError `gallery-not-found`, `person-not-found`, `face-not-found`
   */
  async move(gallery: string, personId: string, faceId: string, to: string): Promise<PersonRecord> {
    const view = await this.galleries.existing(gallery, 0);
    const person = this.directory.personIn(view, personId);
    const target = this.directory.personIn(view, to);
    if (!person.faces.some((face) => face.faceId === faceId)) throw faceNotFound(gallery, personId, faceId);
    if (target !== person) {
      await this.galleries.assign(gallery, [faceId], to);
      this.events.publish(Events.galleryChanged, { gallery });
      this.logger.log({ gallery, personId, faceId, to }, 'face moved');
    }
    return this.directory.find(gallery, to);
  }

  /** @throws ExpectedError `gallery-not-found`, `person-not-found`, `request-invalid` */
  async merge(gallery: string, personId: string, from: string): Promise<MergeReceipt> {
    if (from === personId) throw new ExpectedError('request-invalid', 'from: expected another person.');
    const view = await this.galleries.existing(gallery, 0);
    const person = this.directory.personIn(view, personId);
    const other = this.directory.personIn(view, from);
    const missing = missingIn(person, other);
    requireMetadata({ ...person.metadata, ...missing });
    const faces = other.faces.map(({ faceId }) => faceId);
    // The other one goes last: a merge that failed half-way can be asked for again.
    if (Object.keys(missing).length > 0)
      await this.galleries.describe(gallery, personId, { metadata: missing });
    if (faces.length > 0) await this.galleries.assign(gallery, faces, personId);
    await this.galleries.remove(gallery, [], other);
    this.events.publish(Events.galleryChanged, { gallery });
    this.logger.log({ gallery, personId, from, faces: faces.length }, 'people merged');
    return { gallery, from, movedFaces: faces.length, person: await this.directory.find(gallery, personId) };
  }
}

function missingIn(person: Person, other: Person): Metadata {
  const missing = Object.entries(other.metadata).filter(([key]) => !Object.hasOwn(person.metadata, key));
  return Object.fromEntries(missing);
}
