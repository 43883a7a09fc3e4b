import { GalleryStore } from '@facefleet/aws';
import { WebhookEventType } from '@facefleet/contracts';
import { uuidv7 } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ENTRY_KINDS, type EntryKind, type EntryName } from './delivery-state';

/** What is told. */
export const DeliveryEvent = z.object({
  type: WebhookEventType,
  timestamp: z.iso.datetime(),
  /** What it is about, in the words of the API: an id, or gallery and person. */
  subject: z.string(),
  gallery: z.string().optional(),
  /** Absent: it is the result of this id, which is fetched when it is sent, and is erased with it. */
  data: z.unknown().optional(),
  resultId: z.string().optional(),
});
export type DeliveryEvent = z.infer<typeof DeliveryEvent>;

export const LogEntry = z.object({
  at: z.iso.datetime(),
  /** What the endpoint answered, where it did. */
  statusCode: z.number().int().optional(),
  error: z.string().optional(),
  durationMs: z.number().optional(),
  nextAttemptAt: z.iso.datetime().optional(),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** A delivery as its objects' names tell it. */
export interface Listed {
  webhookId: string;
  deliveryId: string;
  /** false: the log has lost it, or it was never begun */
  hasEvent: boolean;
  entries: EntryName[];
  keys: string[];
}

const PREFIX = 'webhooks/deliveries/';

/**
 * The logs of all deliveries, in S3: for each its event and then one small object for each thing that happened to it.
 * No object is ever changed, so gateways write side by side without a lock.
 */
@Injectable()
export class DeliveryLog {
  constructor(@Inject(GalleryStore) private readonly objects: GalleryStore) {}

  /** Doing it again for the same event is harmless. */
  async begin(webhookId: string, deliveryId: string, event: DeliveryEvent): Promise<void> {
    await this.put(`${folderOf(webhookId, deliveryId)}event`, event);
  }

  /** @returns the entry's id */
  async append(webhookId: string, deliveryId: string, kind: EntryKind, entry: LogEntry): Promise<string> {
    const id = uuidv7();
    await this.put(entryKey(webhookId, deliveryId, { id, kind }), entry);
    return id;
  }

  async one(webhookId: string, deliveryId: string): Promise<Listed | undefined> {
    return grouped(await this.objects.list(folderOf(webhookId, deliveryId)))[0];
  }

  /** Oldest first. @param webhookId absent: of all webhooks, also of those that are gone */
  async list(webhookId?: string): Promise<Listed[]> {
    return grouped(await this.objects.list(webhookId === undefined ? PREFIX : `${PREFIX}${webhookId}/`));
  }

  /** undefined where it was tidied away */
  async event(webhookId: string, deliveryId: string): Promise<DeliveryEvent | undefined> {
    const json = await this.objects.get(`${folderOf(webhookId, deliveryId)}event`);
    return json && DeliveryEvent.parse(JSON.parse(json.toString('utf8')));
  }

  async entry(webhookId: string, deliveryId: string, name: EntryName): Promise<LogEntry | undefined> {
    const json = await this.objects.get(entryKey(webhookId, deliveryId, name));
    return json && LogEntry.parse(JSON.parse(json.toString('utf8')));
  }

  async remove(deliveries: Listed[]): Promise<void> {
    await this.objects.delete(deliveries.flatMap(({ keys }) => keys));
  }

  private put(key: string, value: object): Promise<void> {
    return this.objects.put(key, JSON.stringify(value), 'application/json');
  }
}

const folderOf = (webhookId: string, deliveryId: string): string => `${PREFIX}${webhookId}/${deliveryId}/`;

function entryKey(webhookId: string, deliveryId: string, { id, kind }: EntryName): string {
  return `${folderOf(webhookId, deliveryId)}${id}.${kind}`;
}

/** @param keys in the order of their bytes, which is that of time */
function grouped(keys: string[]): Listed[] {
  const byFolder = new Map<string, Listed>();
  for (const key of keys) {
    const [webhookId, deliveryId, name] = key.slice(PREFIX.length).split('/');
    if (webhookId === undefined || deliveryId === undefined || name === undefined) continue;
    const folder = folderOf(webhookId, deliveryId);
    const listed = byFolder.get(folder) ?? { webhookId, deliveryId, hasEvent: false, entries: [], keys: [] };
    byFolder.set(folder, listed);
    listed.keys.push(key);
    if (name === 'event') listed.hasEvent = true;
    const [id, kind] = name.split('.');
    if (id !== undefined && isEntryKind(kind)) listed.entries.push({ id, kind });
  }
  return [...byFolder.values()];
}

const isEntryKind = (kind: string | undefined): kind is EntryKind =>
  (ENTRY_KINDS as readonly (string | undefined)[]).includes(kind);
