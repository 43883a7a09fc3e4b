import { ImageStore } from '@facefleet/aws';
import {
  archiveKey,
  type ArchiveType,
  ImportItem,
  ImportOptions,
  itemId,
  type JobRecord,
} from '@facefleet/bulk';
import { MAX_JOB_ITEMS } from '@facefleet/contracts';
import { enrolmentImageKey } from '@facefleet/gallery';
import { checkImageHeader, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ImageLimits } from '../worker/image-limits';
import { type ArchiveEntry, BrokenArchive, Expansion } from './archive-entry';
import { isImagePath, isPeopleFile, personOf, shownPath } from './archive-path';
import { MAX_PEOPLE_FILE_BYTES, PeopleRecords } from './people-records';
import { tarEntries } from './tar-entries';
import { zipEntries } from './zip-entries';

/** Images that are on their way into the store at the same time. */
const STORED_AT_ONCE = 4;

/** Unpacks archives. The same archive always has the same items in the same order. */
@Injectable()
export class ArchiveListing {
  constructor(
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(PeopleRecords) private readonly people: PeopleRecords,
    @Inject(ImageLimits) private readonly limits: ImageLimits,
  ) {}

  /**
   * The items from this one on, in groups. The images of a group are in the store once it is there.
   * @param groupSize as many, but fewer in the last group, which may be empty
   */
  async *groups(job: JobRecord, from: number, groupSize: number): AsyncGenerator<ImportItem[]> {
    let group: ImportItem[] = [];
    let storing: Promise<void>[] = [];
    const store = async (key: string, bytes: Buffer, type: string) => {
      if (storing.length === STORED_AT_ONCE) await Promise.all(storing.splice(0));
      const stored = this.images.put(key, bytes, `image/${type}`);
      stored.catch(() => undefined); // it is waited for below
      storing.push(stored);
    };
    for await (const item of this.items(job, from, store)) {
      group.push(item);
      if (group.length < groupSize) continue;
      await Promise.all(storing);
      yield group;
      [group, storing] = [[], []];
    }
    await Promise.all(storing);
    yield group;
  }

  private async *items(
    job: JobRecord,
    from: number,
    store: (key: string, bytes: Buffer, type: string) => Promise<void>,
  ): AsyncGenerator<ImportItem> {
    const { gallery, model } = ImportOptions.parse(job.options);
    let index = 0;
    try {
      for await (const entry of this.entries(job)) {
        if (isPeopleFile(entry.path)) {
          const file = await entry.read(MAX_PEOPLE_FILE_BYTES).catch(unlessTooLarge);
          if (file) await this.people.restore(job.id, gallery, model, file);
        }
        if (!isImagePath(entry.path)) continue;
        if (index === MAX_JOB_ITEMS) {
          const detail = `An import has at most ${MAX_JOB_ITEMS} images: this one and those after it were left out.`;
          yield rejected(entry.path, { code: 'request-too-large', detail });
          return;
        }
        if (index >= from) yield await this.item(entry, itemId({ id: job.id, index }), store);
        index++;
      }
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      const detail = `The archive cannot be read from here on: ${error.message}. What stands before is imported.`;
      if (index >= from) yield rejected('(archive)', { code: 'archive-unreadable', detail });
    }
  }

  private async item(
    entry: ArchiveEntry,
    id: string,
    store: (key: string, bytes: Buffer, type: string) => Promise<void>,
  ): Promise<ImportItem> {
    let personId: string | null = null;
    try {
      personId = personOf(entry.path);
      const bytes = await entry.read(this.limits.maxBytes);
      const type = checkImageHeader(bytes, this.limits.maxPixels);
      const imageKey = enrolmentImageKey(id);
      await store(imageKey, bytes, type);
      const imageSha256 = createHash('sha256').update(bytes).digest('hex');
      return { name: shownPath(entry.path), personId, imageKey, imageSha256 };
    } catch (error) {
      if (!(error instanceof ExpectedError) || error.code === 'service-unavailable') throw error;
      return { ...rejected(entry.path, { code: error.code, detail: error.message }), personId };
    }
  }

  private async *entries(job: JobRecord): AsyncGenerator<ArchiveEntry> {
    const { archive } = ImportOptions.parse(job.options);
    const stream = archive && (await this.images.getStream(archiveKey(job.id)));
    if (!archive || !stream) throw new BrokenArchive('it is no longer there');
    yield* entriesOf(archive.type, stream, new Expansion(archive.bytes));
  }
}

function entriesOf(type: ArchiveType, stream: Readable, expansion: Expansion): AsyncGenerator<ArchiveEntry> {
  return type === 'zip' ? zipEntries(stream, expansion) : tarEntries(stream, type === 'gzip', expansion);
}

function rejected(path: string, error: ImportItem['error']): ImportItem {
  return { name: shownPath(path), personId: null, error };
}

/** A list of people that nobody could hold is none. */
function unlessTooLarge(error: unknown): undefined {
  if (!(error instanceof ExpectedError) || error.code === 'service-unavailable') throw error;
}
