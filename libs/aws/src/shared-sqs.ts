import type {
  DeleteMessageCommandInput,
  ReceiveMessageCommandInput,
  SendMessageBatchCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqsClient, type Endpoint } from './clients';
import { GatheredSends } from './gathered-sends';
import { type PollSharing, SharedPolls } from './shared-polls';

/** How a call is answered in another way than by sending it; undefined: it is sent as it is. */
type Detour = (command: string, input: { QueueUrl?: string }) => Promise<object> | undefined;

/** For producers: messages that are sent at about the same time go in one call. */
export function gatheringSqsClient(endpoint: Endpoint): SQSClient {
  const direct = createSqsClient(endpoint);
  const sends = new Map<string, GatheredSends>();
  return withDetour(endpoint, (command, input) => {
    if (command !== 'SendMessageBatchCommand') return undefined;
    const queueUrl = input.QueueUrl ?? '';
    const ofQueue = sends.get(queueUrl) ?? new GatheredSends(direct, queueUrl);
    sends.set(queueUrl, ofQueue);
    return ofQueue.send(input as SendMessageBatchCommandInput);
  });
}

export interface PollingSqs {
  sqs: SQSClient;
  /** When the consumers were told to stop: none of them waits for messages any longer than SQS is being asked. */
  stop: () => void;
}

/**
 * For consumers that ask for one message at a time.
 * @param sharing by queue URL
 */
export function pollingSqsClient(endpoint: Endpoint, sharing: Record<string, PollSharing>): PollingSqs {
  const direct = createSqsClient(endpoint);
  const polls = new Map(Object.entries(sharing).map(([url, how]) => [url, new SharedPolls(direct, how)]));
  const sqs = withDetour(endpoint, (command, input) => {
    const ofQueue = polls.get(input.QueueUrl ?? '');
    if (command === 'ReceiveMessageCommand') return ofQueue?.receive(input as ReceiveMessageCommandInput);
    if (command === 'DeleteMessageCommand') return ofQueue?.acknowledge(input as DeleteMessageCommandInput);
    return undefined;
  });
  return { sqs, stop: () => polls.forEach((each) => each.stop()) };
}

function withDetour(endpoint: Endpoint, detour: Detour): SQSClient {
  const client = createSqsClient(endpoint);
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (call) => {
        const output = detour(commandName, call.input as { QueueUrl?: string });
        return output ? { output: (await output) as never, response: undefined } : next(call);
      },
    { step: 'initialize', priority: 'high', name: 'detour' },
  );
  return client;
}
