import { GalleryStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { KeyRecord } from './key-record';

/** Where keys are kept. Every failure but absence throws `service-unavailable`. */
export abstract class KeyStore {
  abstract save(key: KeyRecord): Promise<void>;
  abstract find(id: string): Promise<KeyRecord | undefined>;
  /** @returns ids, in no particular order */
  abstract ids(): Promise<string[]>;
  abstract delete(id: string): Promise<void>;
  abstract saveLastUsed(id: string, at: string): Promise<void>;
  /** ISO 8601; undefined: never, as far as is known */
  abstract lastUsed(id: string): Promise<string | undefined>;
}

const RECORDS = 'keys/records/';
/** Apart from the keys, which never change: any gateway may overwrite these at any time. */
const LAST_USED = 'keys/last-used/';

export const LastUsed = z.object({ at: z.iso.datetime() });

@Injectable()
export class ObjectKeyStore extends KeyStore {
  constructor(@Inject(GalleryStore) private readonly store: GalleryStore) {
    super();
  }

  async save(key: KeyRecord): Promise<void> {
    await this.store.put(RECORDS + key.id, JSON.stringify(key), 'application/json');
  }

  async find(id: string): Promise<KeyRecord | undefined> {
    const json = await this.store.get(RECORDS + id);
    return json === undefined ? undefined : KeyRecord.parse(JSON.parse(json.toString('utf8')));
  }

  async ids(): Promise<string[]> {
    return (await this.store.list(RECORDS)).map((key) => key.slice(RECORDS.length));
  }

  async delete(id: string): Promise<void> {
    await this.store.delete([RECORDS + id, LAST_USED + id]);
  }

  async saveLastUsed(id: string, at: string): Promise<void> {
    await this.store.put(LAST_USED + id, JSON.stringify({ at }), 'application/json');
  }

  async lastUsed(id: string): Promise<string | undefined> {
    const json = await this.store.get(LAST_USED + id);
    return json === undefined ? undefined : LastUsed.parse(JSON.parse(json.toString('utf8'))).at;
  }
}
