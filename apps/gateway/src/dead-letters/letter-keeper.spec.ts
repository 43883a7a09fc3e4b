import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SetClock } from '../set-clock.fixture';
import type { DeadLetter, LetterOutcome } from './dead-letter';
import { LetterBook } from './letter-book';
import { KEPT_DAYS, LetterKeeper } from './letter-keeper';
import type { LetterRemoval } from './letter-removal';
import { MemoryStore } from './memory-store.fixture';
import { readLetter } from './read-letter';

const clock = new SetClock();
const DAY_MS = 24 * 3600_000;

let book: LetterBook;
let removed: string[];
let keeper: LetterKeeper;
let number = 0;

beforeEach(() => {
  Logger.overrideLogger(false);
  book = new LetterBook(new MemoryStore());
  removed = [];
  const removal = { remove: ({ id }: DeadLetter) => Promise.resolve(void removed.push(id)) };
  keeper = new LetterKeeper(book, removal as unknown as LetterRemoval, clock);
});
afterEach(async () => {
  keeper.onModuleDestroy();
  await keeper.beforeApplicationShutdown();
});

async function write(outcome: LetterOutcome, daysAgo = 0): Promise<string> {
  const Attributes = { SentTimestamp: String(clock.nowMs() - daysAgo * DAY_MS) };
  const letter = readLetter('requests', { MessageId: `${number++}`, Attributes }, clock.nowMs());
  await book.keep(letter, outcome, '');
  return letter.id;
}

describe('the keeper of dead letters', () => {
  it('counts those that somebody should look at and nobody has redriven, again when one comes', async () => {
    for (const outcome of ['failed', 'settled', 'sent-again', 'given-up', 'unreadable'] as const)
      await write(outcome);
    const redriven = await write('failed');
    await book.noteRedrive(redriven, redriven, { id: redriven, at: new Date(0).toISOString() });
    expect(keeper.open).toBeUndefined();
    keeper.onApplicationBootstrap();
    await vi.waitFor(() => expect(keeper.open).toBe(3));
    await write('failed');
    keeper.lookSoon();
    await vi.waitFor(() => expect(keeper.open).toBe(4), { timeout: 10_000 });
  });

  it('removes those that are too old', async () => {
    await write('failed', KEPT_DAYS - 1);
    const old = await write('failed', KEPT_DAYS + 1);
    keeper.onApplicationBootstrap();
    await vi.waitFor(() => expect(removed).toEqual([old]));
    expect(keeper.open).toBe(1);
  });
});
