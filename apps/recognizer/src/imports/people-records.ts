import { EventPublisher } from '@facefleet/cache';
import { itemId } from '@facefleet/bulk';
import { Events, Metadata, PersonId, PersonName } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { uuidv7TimeMs } from '@facefleet/platform';
import { ErasureBook, traceOf } from '@facefleet/privacy';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';

/** A list of a million faces. */
export const MAX_PEOPLE_FILE_BYTES = 150_000_000;

/** What `facefleet.json` of an export says that an import can use. Written by hand, a list of people will do. */
const PeopleFile = z.object({ people: z.array(z.unknown()) });
const PersonRecord = z.object({
  id: PersonId,
  name: PersonName.optional(),
  metadata: Metadata.optional(),
});

/** Items have lower indices: entries about people get ids of their own. */
const FIRST_INDEX = 50_000_000;
const WRITES_AT_ONCE = 8;

/** Names and metadata that come with an import. */
@Injectable()
export class PeopleRecords {
  private readonly logger = new Logger(PeopleRecords.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(ErasureBook) private readonly erasures: ErasureBook,
  ) {}

  /** Restoring the same file for the same import again changes nothing. What is no person in it is left out. */
  async restore(importId: string, gallery: string, model: string, file: Buffer): Promise<void> {
    const records = recordsIn(file);
    if (records.length === 0) return;
    if (!(await this.galleries.createFor(gallery, model, importId))) return;
    const entryOf = (position: number) => itemId({ id: importId, index: FIRST_INDEX + position });
    const erased = await this.erasedSince(importId, gallery);
    const left = records.entries();
    const writers = Array.from({ length: WRITES_AT_ONCE }, async () => {
      for (const [position, { id, name, metadata }] of left) {
        if (!erased(id)) await this.galleries.describe(gallery, id, { name, metadata }, entryOf(position));
      }
    });
    await Promise.all(writers);
    // Whoever erases somebody leaves a trace first and looks for entries then: one of us sees the other.
    const erasedMeanwhile = await this.erasedSince(importId, gallery);
    for (const [position, { id }] of records.entries())
      if (erasedMeanwhile(id) && !erased(id)) await this.galleries.takeBack(gallery, entryOf(position));
    this.events.publish(Events.galleryChanged, { gallery });
    this.logger.log({ jobId: importId, gallery, people: records.length }, 'names and metadata imported');
  }

  /** People who were erased after the import was asked for are not to come back by it. */
  private async erasedSince(importId: string, gallery: string): Promise<(personId: string) => boolean> {
    const traces = await this.erasures.traces(gallery);
    const askedAtMs = uuidv7TimeMs(importId);
    return (personId) => traces.size > 0 && (traces.get(traceOf(gallery, personId)) ?? -Infinity) > askedAtMs;
  }
}

function recordsIn(file: Buffer): z.infer<typeof PersonRecord>[] {
  let value: unknown;
  try {
    value = JSON.parse(file.toString('utf8'));
  } catch {
    return [];
  }
  const people = Array.isArray(value)
    ? (value as unknown[])
    : (PeopleFile.safeParse(value).data?.people ?? []);
  return people.flatMap((person) => PersonRecord.safeParse(person).data ?? []);
}
