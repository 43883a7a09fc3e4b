import { uuidv7 } from '@facefleet/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { SetClock } from '../set-clock.fixture';
import { keyOfBatch } from './audit-key';
import { AuditLog } from './audit-log';
import { AuditPages } from './audit-pages';
import type { AuditQuestion } from './audit.dto';
import type { AuditRecord } from './audit-record';
import { auditRecord, MemoryAuditStore } from './memory-audit.fixture';

const NOON_MS = Date.parse('2026-11-20T12:00:00Z');
const HOUR_MS = 3_600_000;

let store: MemoryAuditStore;
let log: AuditLog;
let pages: AuditPages;

beforeEach(() => {
  store = new MemoryAuditStore();
  log = new AuditLog(store, new SetClock());
  pages = new AuditPages(store, log);
});

/** One object with a record for each operation, a millisecond apart. */
function batch(atMs: number, ...records: Partial<AuditRecord>[]): void {
  const lines = records.map((changes, index) =>
    JSON.stringify(auditRecord({ at: new Date(atMs + index).toISOString(), ...changes })),
  );
  store.objects.set(keyOfBatch(uuidv7({ msecs: atMs })), `${lines.join('\n')}\n`);
}

async function all(question: AuditQuestion, limit: number): Promise<{ found: string[]; pages: number }> {
  const found: string[] = [];
  for (let cursor: string | undefined, count = 1; ; count++) {
    const page = await pages.page(question, limit, cursor);
    found.push(...page.records.map(({ operation }) => operation));
    if (page.nextCursor === null) return { found, pages: count };
    cursor = page.nextCursor;
  }
}

describe('the audit log, read back', () => {
  it.each([1, 2, 100])('is whole and newest first, %i records a page', async (limit) => {
    batch(NOON_MS - 30 * 24 * HOUR_MS, { operation: 'a' });
    batch(NOON_MS - HOUR_MS, { operation: 'b' }, { operation: 'c' });
    batch(NOON_MS, { operation: 'd' });
    batch(NOON_MS + 1_000, { operation: 'e' }, { operation: 'f' });
    expect((await all({}, limit)).found).toEqual(['f', 'e', 'd', 'c', 'b', 'a']);
  });

  it('is what fits the question', async () => {
    batch(NOON_MS - HOUR_MS, { operation: 'early' });
    batch(
      NOON_MS,
      { operation: 'first' },
      { operation: 'other key', keyId: '5e0f3c0a9b1d47e28c6a1f04' },
      { operation: 'other gallery', gallery: 'visitors' },
      { operation: 'others', people: ['bob', 'eve'] },
    );
    batch(NOON_MS + HOUR_MS, { operation: 'late' });
    const ask = async (question: AuditQuestion) => (await all(question, 100)).found;
    const day = { fromMs: NOON_MS, toMs: NOON_MS + HOUR_MS };
    expect(await ask(day)).toEqual(['others', 'other gallery', 'other key', 'first']);
    expect(await ask({ fromMs: NOON_MS + 2, toMs: NOON_MS + 3 })).toEqual(['other gallery']);
    expect(await ask({ keyId: '5e0f3c0a9b1d47e28c6a1f04' })).toEqual(['other key']);
    expect(await ask({ gallery: 'visitors' })).toEqual(['other gallery']);
    expect(await ask({ personId: 'eve' })).toEqual(['others']);
    expect(await ask({ toMs: NOON_MS })).toEqual(['early']);
  });

  it('does not lack a record that is younger than its object, at the turn of the hour', async () => {
    batch(NOON_MS - 2, { operation: 'a' }, { operation: 'b' }, { operation: 'c' }, { operation: 'd' });
    expect((await all({ fromMs: NOON_MS }, 100)).found).toEqual(['d', 'c']);
  });

  it('has what this process was told a moment ago', async () => {
    log.note(auditRecord({ operation: 'just now' }));
    expect((await all({}, 100)).found).toEqual(['just now']);
  });

  it('stops looking after a while, and goes on where it stopped', async () => {
    for (let n = 0; n < 700; n++) batch(NOON_MS + n * 1_000, { operation: String(n) });
    expect(await all({ personId: 'nobody' }, 100)).toEqual({ found: [], pages: 3 });
  });

  it('passes over what a newer release wrote', async () => {
    batch(NOON_MS, { operation: 'old' }, { v: 2 as 1, operation: 'new' });
    expect((await all({}, 100)).found).toEqual(['old']);
  });

  it('refuses a cursor that is none of its own', async () => {
    for (const cursor of ['x', '../x~1', `${uuidv7()}~`, `${uuidv7().toUpperCase()}~1`])
      await expect(pages.page({}, 10, cursor)).rejects.toMatchObject({ code: 'request-invalid' });
  });
});
