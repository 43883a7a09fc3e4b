import type { Response } from 'express';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpectedError } from '@facefleet/platform';
import type { Principals } from '../auth/principals';
import { HEARTBEAT_MS } from './event-stream';
import { CHECK_KEY_EVERY_MS, Streams } from './streams';

class FakeResponse extends PassThrough {
  readonly req = { headers: { authorization: 'Bearer the-key' } };
  readonly headers = new Map<string, string>();
  status = () => this;
  setHeader = (name: string, value: string) => this.headers.set(name.toLowerCase(), value);
  flushHeaders = () => undefined;
  get text(): string {
    return String(this.read() ?? '');
  }
}

describe('a stream of events', () => {
  let streams: Streams;
  let response: FakeResponse;
  /** What is wrong with a key, by its secret. */
  let refusals: Map<string, ExpectedError>;
  const start = () => streams.start(response as unknown as Response);

  beforeEach(() => {
    vi.useFakeTimers();
    refusals = new Map();
    streams = new Streams({
      identify: (secret: string) => Promise.reject(refusals.get(secret) ?? new Error('not told')),
    } as unknown as Principals);
    response = new FakeResponse();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says how long to wait before connecting again, and that nobody may keep or hold it back', () => {
    start();
    expect(response.text).toBe('retry: 2000\n\n');
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
  });

  it('sends an event with its name, its id and its data in one line', () => {
    const stream = start();
    response.read();
    stream.send({ event: 'finished', id: '7', data: { text: 'two\nlines' } });
    expect(response.text).toBe('event: finished\nid: 7\ndata: {"text":"two\\nlines"}\n\n');
  });

  it('shows while it is quiet that it is alive', () => {
    start();
    response.read();
    vi.advanceTimersByTime(2 * HEARTBEAT_MS);
    expect(response.text).toBe(':\n\n:\n\n');
  });

  it('leaves no timer behind when its client goes, and writes nothing more', () => {
    const stream = start();
    response.read();
    response.emit('close');
    expect(stream.closed.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    stream.send({ event: 'late', data: 1 });
    expect(response.text).toBe('');
  });

  it.each(['key-invalid', 'key-expired'] as const)('ends once its key is %s', async (code) => {
    const stream = start();
    refusals.set('the-key', new ExpectedError(code, 'No.'));
    await vi.advanceTimersByTimeAsync(CHECK_KEY_EVERY_MS);
    expect(stream.closed.aborted).toBe(true);
    expect(response.writableEnded).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on while nobody can say whether its key is still good', async () => {
    const stream = start();
    refusals.set('the-key', new ExpectedError('service-unavailable', 'The store does not answer.'));
    await vi.advanceTimersByTimeAsync(2 * CHECK_KEY_EVERY_MS);
    expect(stream.closed.aborted).toBe(false);
  });

  it('is cut off from a client that does not read', () => {
    const stream = start();
    for (let sent = 0; sent < 100; sent++) stream.send({ event: 'x', data: 'x'.repeat(50_000) });
    expect(response.destroyed).toBe(true);
  });

  it('ends at shutdown, and so does one that begins during it', () => {
    const stream = start();
    streams.onModuleDestroy();
    expect(stream.closed.aborted).toBe(true);
    expect(response.writableEnded).toBe(true);
    response = new FakeResponse();
    expect(start().closed.aborted).toBe(true);
    expect(response.writableEnded).toBe(true);
  });
});
