import { beforeEach, describe, expect, it } from 'vitest';
import { SqsBulkQueue } from './bulk-queue';
import { createSqsClient } from './clients';
import { WorkSent } from './work-sent';

interface Batch {
  Entries: { Id: string; MessageBody: string }[];
}

/** What SQS was sent, and how it answers one call: nothing leaves this process. */
let calls: string[][];
let answer: (batch: Batch) => object;
let queue: SqsBulkQueue;
let sent: WorkSent;

beforeEach(() => {
  calls = [];
  answer = () => ({});
  const client = createSqsClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      ({ input }) => {
        const batch = input as Batch;
        calls.push(batch.Entries.map(({ MessageBody }) => MessageBody));
        return Promise.resolve({ output: { $metadata: {}, ...answer(batch) }, response: {} });
      },
    { step: 'initialize', priority: 'low' },
  );
  sent = new WorkSent(0);
  queue = new SqsBulkQueue(client, 'bulk', sent, 1);
});

const messages = (count: number) => Array.from({ length: count }, (_, index) => ({ index }));

describe('SqsBulkQueue', () => {
  it('sends ten messages a call, each of them once', async () => {
    await queue.send(messages(95));
    expect(calls.map(({ length }) => length).sort((a, b) => a - b)).toEqual([
      5,
      ...Array<number>(9).fill(10),
    ]);
    expect(new Set(calls.flat()).size).toBe(95);
    expect(sent.messages).toBe(95);
  });

  it('sends again what SQS refused of a call, and nothing else', async () => {
    const Code = 'ServiceUnavailable';
    answer = () =>
      calls.length === 1
        ? {
            Failed: [
              { Id: '3', Code },
              { Id: '7', Code },
            ],
          }
        : {};
    await queue.send(messages(10));
    expect(calls.slice(1)).toEqual([['{"index":3}', '{"index":7}']]);
    expect(sent.messages).toBe(10);
  });

  it('tries a call that failed again, and says so when it goes on failing', async () => {
    answer = () => {
      if (calls.length === 1) throw new Error('connection refused');
      return {};
    };
    await queue.send(messages(1));
    expect(calls).toEqual([['{"index":0}'], ['{"index":0}']]);
    answer = () => {
      throw new Error('connection refused');
    };
    await expect(queue.send(messages(1))).rejects.toMatchObject({ code: 'service-unavailable' });
    expect(sent.messages).toBe(1);
  });

  it('sends nothing where there is nothing to send', async () => {
    await queue.send([]);
    expect(calls).toEqual([]);
  });
});
