import { EventPublisher } from '@facefleet/cache';
import { Events, Metadata, type MetadataPatch } from '@facefleet/contracts';
import { Galleries, type GalleryView, type Person, personNotFound } from '@facefleet/gallery';
import { ExpectedError, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { fits, type MetadataFilter } from './metadata-filter';
import type { NewPerson, PeopleList, PeopleQuery, PersonChange, PersonRecord } from './people.dto';
import { PeopleOrder } from './people-order';

/** Who is in a gallery, and what is known of each. */
@Injectable()
export class PeopleDirectory {
  private readonly order = new PeopleOrder();

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(EventPublisher) private readonly events: EventPublisher,
  ) {}

  /** @throws ExpectedError `gallery-not-found` */
  async list(
    gallery: string,
    { limit, cursor, name = '' }: PeopleQuery,
    metadata: MetadataFilter,
  ): Promise<PeopleList> {
    const view = await this.galleries.existing(gallery, 0);
    const wanted = folded(name);
    const people: PeopleList['people'] = [];
    for (const id of this.order.after(view, cursor)) {
      const person = view.state.people.get(id) as Person;
      if (!folded(person.name).includes(wanted) || !fits(person.metadata, metadata)) continue;
      const last = people.at(-1);
      if (people.length === limit && last) return { gallery, people, nextCursor: last.id };
      people.push({ id, name: person.name, metadata: person.metadata, faces: person.faces.length });
    }
    return { gallery, people, nextCursor: null };
  }

  /** @throws ExpectedError `gallery-not-found`, `person-not-found` */
  async find(gallery: string, personId: string): Promise<PersonRecord> {
    const view = await this.galleries.existing(gallery, 0);
    return recordOf(gallery, this.personIn(view, personId));
  }

  /** @throws ExpectedError `gallery-not-found`, `person-exists` */
  async create(gallery: string, { id, name, metadata }: NewPerson): Promise<PersonRecord> {
    const { state } = await this.galleries.existing(gallery, 0);
    if (state.people.has(id)) {
      throw new ExpectedError('person-exists', `There is a person "${id}" in gallery "${gallery}" already.`);
    }
    await this.describe(gallery, id, { name, metadata });
    return this.find(gallery, id);
  }

  /** @throws ExpectedError `gallery-not-found`, `person-not-found`, `request-invalid` */
  async update(gallery: string, personId: string, { name, metadata }: PersonChange): Promise<PersonRecord> {
    const view = await this.galleries.existing(gallery, 0);
    const person = this.personIn(view, personId);
    if (metadata) requireMetadata({ ...person.metadata, ...metadata });
    await this.describe(gallery, personId, { name, metadata });
    return this.find(gallery, personId);
  }

  /** @throws ExpectedError `person-not-found` */
  personIn({ gallery, state }: GalleryView, personId: string): Person {
    const person = state.people.get(personId);
    if (person) return person;
    throw personNotFound(gallery, personId);
  }

  private async describe(
    gallery: string,
    personId: string,
    said: { name?: string; metadata?: MetadataPatch },
  ): Promise<void> {
    await this.galleries.describe(gallery, personId, said);
    this.events.publish(Events.galleryChanged, { gallery });
  }
}

/**
 * Each change may be small enough, and all of them together too much.
 * @throws ExpectedError `request-invalid`
 */
export function requireMetadata(changed: MetadataPatch): void {
  const kept = Object.entries(changed).filter(([, value]) => value !== null);
  const checked = Metadata.safeParse(Object.fromEntries(kept));
  if (checked.success) return;
  const why = checked.error.issues.map(({ message }) => message).join('; ');
  throw new ExpectedError('request-invalid', `The metadata would become too large: ${why}.`);
}

function recordOf(gallery: string, { id, name, metadata, faces }: Person): PersonRecord {
  return {
    gallery,
    id,
    name,
    metadata,
    faces: faces.map(({ faceId, models }) => ({
      id: faceId,
      enrolledAt: new Date(uuidv7TimeMs(faceId)).toISOString(),
      models,
    })),
  };
}

/** The same letters however they are written. */
const folded = (text: string) => text.normalize('NFKC').toLowerCase();
