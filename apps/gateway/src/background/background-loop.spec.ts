import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BackgroundLoop } from './background-loop';
import { NotOurTurn } from './turn';

class Rounds extends BackgroundLoop {
  protected readonly failure = 'not this time';
  readonly rounds: (() => Promise<void>)[] = [];
  begun = 0;

  protected pause(): Promise<void> {
    return this.rest(this.begun < this.rounds.length ? 0 : 60_000);
  }

  protected async round(): Promise<void> {
    await this.rounds[this.begun++]?.();
  }
}

let loop: Rounds;
let warned: string[];

beforeEach(() => {
  loop = new Rounds();
  warned = [];
  Logger.overrideLogger({
    log: () => undefined,
    error: () => undefined,
    warn: (_: unknown, message: string) => void warned.push(message),
  });
});

describe('work in the background', () => {
  it('goes on after a round that failed, and says so; not where somebody else goes on with it', async () => {
    const done = vi.fn();
    const fails = () => Promise.reject(new Error('the store is away'));
    const isAnothers = () => Promise.reject(new NotOurTurn());
    loop.rounds.push(fails, isAnothers, () => Promise.resolve(done()));
    loop.onApplicationBootstrap();
    await vi.waitFor(() => expect(done).toHaveBeenCalled());
    expect(warned).toEqual(['not this time']);
    loop.onModuleDestroy();
    await loop.beforeApplicationShutdown();
  });

  it('ends a pause at once, begins no other round, and waits for the one that is under way', async () => {
    let end = (): void => undefined;
    loop.rounds.push(() => new Promise((resolve) => (end = resolve)));
    loop.onApplicationBootstrap();
    await vi.waitFor(() => expect(loop.begun).toBe(1));
    loop.onModuleDestroy();
    const over = vi.fn();
    const ended = loop.beforeApplicationShutdown().then(over);
    await Promise.resolve();
    expect(over).not.toHaveBeenCalled();
    end();
    await ended;
    expect(loop.begun).toBe(1);
  });
});
