import { beforeEach, describe, expect, it } from 'vitest';
import { createSqsClient } from './clients';
import { SqsQueueDepth } from './queue-depth';

/** What SQS answers for each queue: nothing is sent anywhere. */
let answers: Record<string, [visible: string | undefined, inFlight: string, delayed: string]>;
let depth: SqsQueueDepth;

beforeEach(() => {
  answers = { interactive: ['1', '2', '3'], bulk: ['100', '20', '0'] };
  const client = createSqsClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () =>
      ({ input }) => {
        const answer = answers[(input as { QueueUrl: string }).QueueUrl];
        if (answer === undefined) throw new Error('AccessDenied');
        const [visible, inFlight, delayed] = answer;
        const Attributes = {
          ApproximateNumberOfMessages: visible,
          ApproximateNumberOfMessagesNotVisible: inFlight,
          ApproximateNumberOfMessagesDelayed: delayed,
        };
        return Promise.resolve({ output: { $metadata: {}, Attributes }, response: {} });
      },
    { step: 'initialize', priority: 'low' },
  );
  depth = new SqsQueueDepth(client, 'interactive', 'bulk');
});

describe('SqsQueueDepth', () => {
  it('counts what waits on both queues, and says how much of it somebody waits for', async () => {
    const interactive = { visible: 1, inFlight: 2, delayed: 3 };
    expect(await depth.counts()).toEqual({ visible: 101, inFlight: 22, delayed: 3, interactive });
  });

  it.each(['interactive', 'bulk'])('knows nothing when it cannot see the %s queue', async (queue) => {
    delete answers[queue];
    await expect(depth.counts()).rejects.toThrow('AccessDenied');
  });

  it('does not take an answer without a count for none', async () => {
    answers.bulk = [undefined, '0', '0'];
    await expect(depth.counts()).rejects.toThrow('without a count');
  });
});
