import { Inject, Injectable } from '@nestjs/common';
import type { AuditRecord } from '../audit/audit-record';
import { AuditPages } from '../audit/audit-pages';
import type { ArchivedFile } from './archive';
import type { SoughtPerson } from './sought-person';

const RECORDS_A_FILE = 1_000;

/** What the audit log has of somebody, as files of lines, newest first. Needs a page of it in memory. */
@Injectable()
export class PersonAudit {
  constructor(@Inject(AuditPages) private readonly pages: AuditPages) {}

  /** @param goOn called now and then; throws where it is to stop */
  async *files({ gallery, personId }: SoughtPerson, goOn: () => Promise<void>): AsyncGenerator<ArchivedFile> {
    let cursor: string | null | undefined;
    for (let number = 1; cursor !== null;) {
      await goOn();
      const page = await this.pages.page({ gallery, personId }, RECORDS_A_FILE, cursor);
      const lines = page.records.map((record) => `${JSON.stringify(about(record, personId))}\n`);
      if (lines.length > 0) {
        const name = `audit/${String(number++).padStart(6, '0')}.jsonl`;
        yield { name, bytes: Buffer.from(lines.join('')) };
      }
      cursor = page.nextCursor;
    }
  }
}

/** Without the others of whom was told at once, and without the address of whoever was told. */
function about({ client: _client, morePeople: _more, ...record }: AuditRecord, personId: string): object {
  return { ...record, people: [personId] };
}
