import { DeleteMessageBatchCommand, type ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { SharedPolls } from './shared-polls';

const QueueUrl = 'https://sqs/queue';
const $metadata = {};

/** What SQS was asked, and the receives that it has not answered yet. */
let asked: { receives: number[]; deletes: (string | undefined)[][] };
let open: ((bodies: string[] | Error) => void)[];
let failing: string | undefined;
let polls: SharedPolls;

beforeEach(() => {
  asked = { receives: [], deletes: [] };
  open = [];
  failing = undefined;
  const send = (command: { input: object }) => {
    if (command instanceof DeleteMessageBatchCommand) {
      const { Entries = [] } = command.input;
      asked.deletes.push(Entries.map(({ ReceiptHandle }) => ReceiptHandle));
      const Failed = Entries.filter(({ ReceiptHandle }) => ReceiptHandle === failing);
      return Promise.resolve({ $metadata, Failed: Failed.map(({ Id }) => ({ Id, Code: 'NotNow' })) });
    }
    asked.receives.push((command.input as ReceiveMessageCommandInput).MaxNumberOfMessages ?? 1);
    return new Promise((resolve, reject) =>
      open.push((bodies) =>
        bodies instanceof Error
          ? reject(bodies)
          : resolve({ $metadata, Messages: bodies.map((Body) => ({ Body })) }),
      ),
    );
  };
  polls = new SharedPolls({ send } as never, { most: 3, least: 3 });
});

const receive = async () => (await polls.receive({ QueueUrl, MaxNumberOfMessages: 1 })).Messages?.[0]?.Body;
const acknowledge = (ReceiptHandle: string) => polls.acknowledge({ QueueUrl, ReceiptHandle });
async function answer(bodies: string[] | Error): Promise<void> {
  open.shift()!(bodies);
  await sleep(0);
}

describe('polls of several consumers', () => {
  it('become one receive at a time, of which each gets one message', async () => {
    const got = Promise.all([1, 2, 3, 4, 5].map(receive));
    await answer(['a', 'b']);
    expect(asked.receives).toEqual([3, 3]);
    await answer(['c', 'd', 'e']);
    expect((await got).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('wait until enough consumers are free: the others have something to do meanwhile', () => {
    void receive();
    void receive();
    expect(asked.receives).toEqual([]);
    void receive();
    expect(asked.receives).toEqual([3]);
  });

  it('all go away empty when a long poll is over', async () => {
    const got = Promise.all([1, 2, 3, 4].map(receive));
    await answer([]);
    expect(await got).toEqual([undefined, undefined, undefined, undefined]);
    expect(asked.receives).toEqual([3]);
  });

  it('all fail where SQS does, and nobody asks again at once', async () => {
    const got = Promise.allSettled([1, 2, 3, 4].map(receive));
    await answer(new Error('no SQS'));
    expect((await got).map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(asked.receives).toEqual([3]);
  });

  it('end when they are stopped, but for what SQS is bringing already', async () => {
    const got = Promise.all([1, 2, 3, 4].map(receive));
    polls.stop();
    await answer(['a']);
    expect(await got).toEqual(['a', undefined, undefined, undefined]);
    expect(await receive()).toBeUndefined();
    expect(asked.receives).toEqual([3]);
  });
});

describe('messages that are done', () => {
  it('are deleted together, once enough consumers are free', async () => {
    await Promise.all(['a', 'b', 'c'].map(acknowledge));
    expect(asked.deletes).toEqual([['a', 'b', 'c']]);
  });

  it('are deleted soon though nobody else is', async () => {
    await acknowledge('a');
    expect(asked.deletes).toEqual([['a']]);
  });

  it('are deleted at once when the consumers stop, and after that', async () => {
    const first = acknowledge('a');
    polls.stop();
    expect(asked.deletes).toEqual([['a']]);
    const second = acknowledge('b');
    expect(asked.deletes).toEqual([['a'], ['b']]);
    await Promise.all([first, second]);
  });

  it('fail one by one', async () => {
    failing = 'b';
    const ends = await Promise.allSettled(['a', 'b', 'c'].map(acknowledge));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
