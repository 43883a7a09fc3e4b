import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { serverSentEvents } from './server-sent-events';

async function eventsOf(...chunks: (string | Buffer)[]) {
  const events = [];
  for await (const event of serverSentEvents(Readable.from(chunks.map((chunk) => Buffer.from(chunk)))))
    events.push(event);
  return events;
}

describe('the reader of Server-Sent Events', () => {
  it('reads type, id and data of several lines, and gives an id on to the next', async () => {
    expect(await eventsOf('event: a\nid: 1\ndata: x\ndata:  y\n\ndata: z\n\n')).toEqual([
      { type: 'a', id: '1', data: 'x\n y' },
      { type: 'message', id: '1', data: 'z' },
    ]);
  });

  it('passes over comments, unknown fields and events without data', async () => {
    expect(await eventsOf(': keep-alive\n\nevent: a\n\nretry: 5\nwhat\ndata: x\n\n')).toEqual([
      { type: 'message', id: undefined, data: 'x' },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('reads lines that end in %j, wherever the chunks are cut', async (end) => {
    const bytes = Buffer.from(['event: a', 'data: Zoë', '', 'data: x', '', ': end', ''].join(end));
    const cut = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    expect(await eventsOf(...cut)).toEqual([
      { type: 'a', id: undefined, data: 'Zoë' },
      { type: 'message', id: undefined, data: 'x' },
    ]);
  });

  it('leaves out an event that was cut off', async () => {
    expect(await eventsOf('data: x\n\ndata: half')).toHaveLength(1);
  });
});
