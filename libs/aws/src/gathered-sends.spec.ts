import type { SendMessageBatchCommand, SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { GatheredSends } from './gathered-sends';

const QueueUrl = 'https://sqs/queue';

let calls: string[][];
/** How SQS answers the message with this body. */
let refused: string | undefined;
let failure: Error | undefined;
let sends: GatheredSends;

beforeEach(() => {
  calls = [];
  refused = failure = undefined;
  const send = async ({ input: { Entries = [] } }: SendMessageBatchCommand) => {
    calls.push(Entries.map(({ MessageBody }) => MessageBody ?? ''));
    await sleep(1);
    if (failure) throw failure;
    const isRefused = ({ MessageBody }: { MessageBody?: string }) => MessageBody === refused;
    return {
      Successful: Entries.filter((entry) => !isRefused(entry)).map(({ Id, MessageBody }) => ({
        Id,
        MessageId: `of ${MessageBody}`,
      })),
      Failed: Entries.filter(isRefused).map(({ Id }) => ({ Id, Code: 'No' })),
    };
  };
  sends = new GatheredSends({ send } as never, QueueUrl);
});

const batchOf = (...bodies: string[]): SendMessageBatchCommandInput => ({
  QueueUrl,
  Entries: bodies.map((body) => ({ Id: `id ${body}`, MessageBody: body })),
});

describe('messages that are sent at the same time', () => {
  it('go in calls of ten, and each sender hears of its own', async () => {
    const bodies = Array.from({ length: 23 }, (_, at) => `message ${at}`);
    const answers = await Promise.all(bodies.map((body) => sends.send(batchOf(body))));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(answers.map(({ Successful }) => Successful)).toEqual(
      bodies.map((body) => [{ Id: `id ${body}`, MessageId: `of ${body}` }]),
    );
  });

  it('gather while others are under way', async () => {
    const first = sends.send(batchOf('first'));
    await sleep(0);
    await Promise.all([first, ...['a', 'b'].map((body) => sends.send(batchOf(body)))]);
    expect(calls).toEqual([['first'], ['a', 'b']]);
  });

  it('are refused one by one, or all together where the call fails', async () => {
    refused = 'b';
    const [a, b] = await Promise.all([sends.send(batchOf('a')), sends.send(batchOf('b'))]);
    expect([a.Failed, b.Failed]).toEqual([[], [{ Id: 'id b', Code: 'No' }]]);
    expect(b.Successful).toEqual([]);
    failure = new Error('no SQS');
    const ends = await Promise.allSettled(['c', 'd'].map((body) => sends.send(batchOf(body))));
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
