import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { SetClock } from '../set-clock.fixture';
import { AuditLog } from './audit-log';
import { auditRecord, MemoryAuditStore } from './memory-audit.fixture';

const UNAVAILABLE = expect.objectContaining({ code: 'service-unavailable' }) as unknown;

let store: MemoryAuditStore;
let log: AuditLog;
let errors: MockInstance;

beforeEach(() => {
  vi.useFakeTimers();
  errors = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  vi.spyOn(Logger.prototype, 'log').mockReturnValue(undefined);
  store = new MemoryAuditStore();
  log = new AuditLog(store, new SetClock());
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const operations = () => store.records().map(({ operation }) => operation);

describe('the audit log', () => {
  it('stores what it was told within a second, all of it in one object', async () => {
    for (const operation of ['a', 'b', 'c']) log.note(auditRecord({ operation }));
    await vi.advanceTimersByTimeAsync(999);
    expect(operations()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(operations()).toEqual(['a', 'b', 'c']);
    expect([...store.objects.keys()]).toEqual([
      expect.stringMatching(/^audit\/2026\/11\/20\/12\/[0-9a-f-]{36}\.jsonl$/),
    ]);
  });

  it('lets an act wait until its record lies in the store, and no longer', async () => {
    const put = store.holdPuts();
    let isStored = false;
    const act = log.stored(auditRecord({ operation: 'act' })).then(() => (isStored = true));
    await vi.advanceTimersByTimeAsync(100);
    expect(isStored).toBe(false);
    put.release();
    await act;
    expect(operations()).toEqual(['act']);
  });

  it('stores acts that come meanwhile together, with one put', async () => {
    const put = store.holdPuts();
    const acts = ['a', 'b', 'c'].map((operation) => log.stored(auditRecord({ operation })));
    put.release();
    await Promise.all(acts);
    expect(store.puts).toBe(2);
    expect(operations()).toEqual(['a', 'b', 'c']);
  });

  it('starts another object for what would make one too large', async () => {
    for (let n = 0; n < 2_500; n++) log.note(auditRecord({ operation: String(n) }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(operations()).toHaveLength(2_500);
    expect(store.puts).toBe(3);
  });

  it('keeps what could not be stored, says so once, and stores it in order when it can', async () => {
    store.isAway = true;
    log.note(auditRecord({ operation: 'a' }));
    await vi.advanceTimersByTimeAsync(1_500);
    log.note(auditRecord({ operation: 'b' }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(log.isFailing).toBe(true);
    expect(errors).toHaveBeenCalledTimes(1);
    store.isAway = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(operations()).toEqual(['a', 'b']);
    expect(log.isFailing).toBe(false);
  });

  it('refuses an act that cannot be recorded', async () => {
    store.isAway = true;
    const act = expect(log.stored(auditRecord())).rejects.toEqual(UNAVAILABLE);
    await vi.advanceTimersByTimeAsync(5_000);
    await act;
  });

  it('refuses everything once it can keep no more', async () => {
    store.isAway = true;
    expect(() => log.requireRoom()).not.toThrow();
    const people = Array.from({ length: 1_000 }, (_, n) => `person-${n}`);
    for (let n = 0; n < 2_000; n++) log.note(auditRecord({ people }));
    expect(() => log.requireRoom()).toThrow(UNAVAILABLE);
    store.isAway = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(() => log.requireRoom()).not.toThrow();
    expect(operations()).toHaveLength(2_000);
  });

  it('has one record of one whose put was done and not answered', async () => {
    store.loseNextAnswer = true;
    log.note(auditRecord({ operation: 'a' }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(store.puts).toBe(2);
    expect(operations()).toEqual(['a']);
  });

  it('does not take a put for done that another one of the same batch was to do, and did not', async () => {
    store.refuseNextAsTaken = true;
    log.note(auditRecord({ operation: 'a' }));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(store.puts).toBe(2);
    expect(operations()).toEqual(['a']);
  });

  it('stores all before the process ends, and says how much it could not', async () => {
    log.note(auditRecord({ operation: 'last' }));
    await log.onApplicationShutdown();
    expect(operations()).toEqual(['last']);

    store.isAway = true;
    log.note(auditRecord());
    const end = log.onApplicationShutdown();
    await vi.advanceTimersByTimeAsync(5_000);
    await end;
    expect(errors).toHaveBeenLastCalledWith({ records: 1 }, expect.stringContaining('lost'));
  });
});
