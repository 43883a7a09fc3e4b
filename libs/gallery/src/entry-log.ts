import { GalleryStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { Entry } from './entry';

/** The entries of all galleries, each an object under `galleries/<gallery>/entries/<id>`. */
@Injectable()
export class EntryLog {
  constructor(@Inject(GalleryStore) private readonly store: GalleryStore) {}

  /** Writing the same entry again changes nothing. */
  async append(gallery: string, entry: Entry): Promise<void> {
    await this.store.put(keyOf(gallery, entry.id), JSON.stringify(entry), 'application/json');
  }

  async ids(gallery: string): Promise<string[]> {
    const prefix = prefixOf(gallery);
    return (await this.store.list(prefix)).map((key) => key.slice(prefix.length));
  }

  /** @returns undefined where it was erased meanwhile */
  async read(gallery: string, id: string): Promise<Entry | undefined> {
    const json = await this.store.get(keyOf(gallery, id));
    return json === undefined ? undefined : Entry.parse(JSON.parse(json.toString('utf8')));
  }

  async erase(gallery: string, ids: string[]): Promise<void> {
    await this.store.delete(ids.map((id) => keyOf(gallery, id)));
  }
}

function prefixOf(gallery: string): string {
  return `galleries/${gallery}/entries/`;
}

function keyOf(gallery: string, id: string): string {
  return `${prefixOf(gallery)}${id}`;
}
