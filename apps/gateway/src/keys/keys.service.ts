import { EventPublisher } from '@facefleet/cache';
import { Events } from '@facefleet/contracts';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { KeyRecord } from './key-record';
import { idOf, makeSecret, sha256Of } from './key-secret';
import { KeyStore } from './key-store';
import type { CreatedKey, Key, NewKey } from './keys.dto';
import { KnownKeys } from './known-keys';
import { ROOT_KEY_ID, ROOT_PRINCIPAL } from './root-key';

/** Keys read from the store at a time. */
const READS_AT_ONCE = 32;

@Injectable()
export class KeysService {
  private readonly logger = new Logger(KeysService.name);

  constructor(
    @Inject(KeyStore) private readonly store: KeyStore,
    @Inject(KnownKeys) private readonly known: KnownKeys,
    @Inject(EventPublisher) private readonly events: EventPublisher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @throws ExpectedError `request-invalid`: it would expire before it can be used */
  async create({ name, scopes, galleries, expiresAt, ratePerMinute }: NewKey): Promise<CreatedKey> {
    const nowMs = this.clock.nowMs();
    if (expiresAt !== undefined && Date.parse(expiresAt) <= nowMs) {
      throw new ExpectedError('request-invalid', 'expiresAt: must be in the future.');
    }
    const secret = makeSecret();
    const sha256 = sha256Of(secret);
    const record: KeyRecord = {
      v: 1,
      id: idOf(sha256),
      sha256,
      name,
      scopes: [...new Set(scopes)],
      galleries: galleries === undefined ? null : [...new Set(galleries)],
      expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
      ratePerMinute: ratePerMinute ?? null,
      createdAt: new Date(nowMs).toISOString(),
    };
    await this.store.save(record);
    this.changed(record.id);
    this.logger.log({ keyId: record.id, scopes: record.scopes, galleries: record.galleries }, 'key created');
    return { ...describe(record), lastUsedAt: null, secret };
  }

  async list(): Promise<Key[]> {
    const ids = await this.store.ids();
    const keys: Key[] = [];
    for (let from = 0; from < ids.length; from += READS_AT_ONCE) {
      const read = await Promise.all(ids.slice(from, from + READS_AT_ONCE).map((id) => this.read(id)));
      keys.push(...read.filter((key) => key !== undefined)); // one may have been deleted meanwhile
    }
    keys.sort((a, b) => (a.createdAt! < b.createdAt! ? 1 : -1));
    return [...keys, await this.root()];
  }

  /** @throws ExpectedError `key-not-found` */
  async find(id: string): Promise<Key> {
    const key = id === ROOT_KEY_ID ? await this.root() : await this.read(id);
    return key ?? unknown(id);
  }

  /**
   * Revokes the key: here at once, at the other gateways by event or within seconds.
   * @throws ExpectedError `key-not-found`, `request-invalid` for `root`
   */
  async delete(id: string): Promise<void> {
    if (id === ROOT_KEY_ID) {
      throw new ExpectedError(
        'request-invalid',
        'This key is part of the configuration (FACEFLEET_ADMIN_KEY_SHA256): change it there.',
      );
    }
    if ((await this.store.find(id)) === undefined) unknown(id);
    await this.store.delete(id);
    this.known.revoke(id);
    this.changed(id);
    this.logger.log({ keyId: id }, 'key deleted');
  }

  private async read(id: string): Promise<Key | undefined> {
    const [record, lastUsedAt] = await Promise.all([this.store.find(id), this.store.lastUsed(id)]);
    return record && { ...describe(record), lastUsedAt: lastUsedAt ?? null };
  }

  private async root(): Promise<Key> {
    return {
      id: ROOT_KEY_ID,
      name: ROOT_PRINCIPAL.keyName,
      scopes: [...ROOT_PRINCIPAL.scopes],
      galleries: null,
      expiresAt: null,
      ratePerMinute: null,
      createdAt: null,
      lastUsedAt: (await this.store.lastUsed(ROOT_KEY_ID)) ?? null,
    };
  }

  private changed(id: string): void {
    this.events.publish(Events.keysChanged, { id });
  }
}

function describe({ id, name, scopes, galleries, expiresAt, ratePerMinute, createdAt }: KeyRecord) {
  return { id, name, scopes, galleries, expiresAt, ratePerMinute, createdAt };
}

function unknown(id: string): never {
  throw new ExpectedError('key-not-found', `There is no API key with the id ${id}.`);
}
