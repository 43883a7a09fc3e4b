import { AuditStore } from '@facefleet/aws';
import { ExpectedError, uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AUDIT_PREFIX, batchOfKey, hourOf, isBatchId, keyOfBatch } from './audit-key';
import type { AuditQuestion, AuditRecords } from './audit.dto';
import { AuditLog } from './audit-log';
import { AuditRecord } from './audit-record';

/** A page looks into so many objects at most: one that was asked for few records may be empty. */
const BATCHES_A_PAGE = 300;
const READ_AT_ONCE = 16;
/** What the last record of a batch may be younger than the first. */
const BATCH_SPAN_MS = 10_000;
/** Year, month, day, hour. */
const LEVELS = 4;

interface Place {
  batch: string;
  /** Of the line from which on all were seen. */
  line: number;
}

/** The audit log, read back. */
@Injectable()
export class AuditPages {
  constructor(
    @Inject(AuditStore) private readonly store: AuditStore,
    @Inject(AuditLog) private readonly log: AuditLog,
  ) {}

  /**
   * Newest first, with all that this gateway has noted up to now.
   * @throws ExpectedError `request-invalid`: no cursor of ours; `service-unavailable`
   */
  async page(question: AuditQuestion, limit: number, cursor?: string): Promise<AuditRecords> {
    const after = cursor === undefined ? undefined : placeOf(cursor);
    if (after === undefined) await this.log.flush();
    const records: AuditRecord[] = [];
    let last = after;
    let looked = 0;
    for await (const [batch, lines] of this.newestFirst(question, after?.batch)) {
      let line = after?.batch === batch ? Math.min(after.line, lines.length) : lines.length;
      while (line > 0) {
        if (records.length >= limit) return { records, nextCursor: cursorOf(last) };
        line -= 1;
        last = { batch, line };
        const record = AuditRecord.safeParse(JSON.parse(lines[line]!)).data; // else a newer release wrote it
        if (record && fits(record, question)) records.push(record);
      }
      last = { batch, line: 0 };
      if (++looked >= BATCHES_A_PAGE) return { records, nextCursor: cursorOf(last) };
    }
    return { records, nextCursor: null };
  }

  /** @param from begins with this one */
  private async *newestFirst(question: AuditQuestion, from?: string): AsyncGenerator<[string, string[]]> {
    const { fromMs = 0, toMs = Infinity } = question;
    const firstHour = hourOf(Math.max(0, fromMs - BATCH_SPAN_MS));
    const lastHour = from === undefined ? upTo(toMs) : hourOf(uuidv7TimeMs(from));
    for await (const hour of this.hours(firstHour, lastHour)) {
      const keys = await this.store.list(`${AUDIT_PREFIX}${hour}/`);
      const batches = keys
        .flatMap((key) => batchOfKey(key) ?? [])
        .filter((id) => from === undefined || id <= from)
        .filter((id) => uuidv7TimeMs(id) < toMs && uuidv7TimeMs(id) + BATCH_SPAN_MS >= fromMs)
        .sort()
        .reverse();
      for (let at = 0; at < batches.length; at += READ_AT_ONCE) {
        const some = batches.slice(at, at + READ_AT_ONCE);
        const read = await Promise.all(some.map((id) => this.lines(id)));
        for (const [index, id] of some.entries()) yield [id, read[index] ?? []];
      }
    }
  }

  /** Hours of which there is something, `2026/11/23/14`, the newest first. */
  private async *hours(first: string, last: string, parent = '', level = 1): AsyncGenerator<string> {
    const within = (hour: string) =>
      hour >= first.slice(0, hour.length) && hour <= last.slice(0, hour.length);
    const names = (await this.store.folders(AUDIT_PREFIX + parent)).sort().reverse();
    for (const path of names.map((name) => parent + name).filter(within)) {
      if (level === LEVELS) yield path;
      else yield* this.hours(first, last, `${path}/`, level + 1);
    }
  }

  private async lines(batch: string): Promise<string[]> {
    const body = await this.store.get(keyOfBatch(batch));
    return body === undefined ? [] : body.toString('utf8').split('\n').filter(Boolean);
  }
}

/** Sorts behind every hour where there is no end. */
const upTo = (toMs: number): string => (toMs === Infinity ? '~' : hourOf(toMs));

function fits(
  record: AuditRecord,
  { fromMs = 0, toMs = Infinity, keyId, gallery, personId }: AuditQuestion,
): boolean {
  const atMs = Date.parse(record.at);
  return (
    atMs >= fromMs &&
    atMs < toMs &&
    (keyId === undefined || record.keyId === keyId) &&
    (gallery === undefined || record.gallery === gallery) &&
    (personId === undefined || record.people.includes(personId))
  );
}

const cursorOf = (place: Place | undefined): string | null =>
  place === undefined ? null : `${place.batch}~${place.line}`;

function placeOf(cursor: string): Place {
  const [, batch = '', line] = /^(.+)~(\d{1,6})$/.exec(cursor) ?? [];
  if (!isBatchId(batch)) {
    throw new ExpectedError('request-invalid', 'cursor: must be the nextCursor of another page.');
  }
  return { batch, line: Number(line) };
}
