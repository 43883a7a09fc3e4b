import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqsClient, type Endpoint } from './clients';
import { DirectSqs } from './direct-sqs';
import { GatheredSends } from './gathered-sends';
import { type PollSharing, SharedPolls } from './shared-polls';

type Command = Parameters<SQSClient['send']>[0];

/** How a call is answered in another way than by the SDK; undefined: it goes to the SDK. */
type Detour = (command: Command) => Promise<object | undefined> | undefined;

/** For producers: messages that are sent at about the same time go in one call. */
export function gatheringSqsClient(endpoint: Endpoint): SQSClient {
  const direct = directSqsClient(endpoint);
  const sends = new Map<string, GatheredSends>();
  return withDetour(createSqsClient(endpoint), (command) => {
    if (!(command instanceof SendMessageBatchCommand)) return undefined;
    const queueUrl = command.input.QueueUrl ?? '';
    const ofQueue = sends.get(queueUrl) ?? new GatheredSends(direct, queueUrl);
    sends.set(queueUrl, ofQueue);
    return ofQueue.send(command.input);
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
  const direct = directSqsClient(endpoint);
  const polls = new Map(Object.entries(sharing).map(([url, how]) => [url, new SharedPolls(direct, how)]));
  const sqs = withDetour(createSqsClient(endpoint), (command) => {
    if (command instanceof ReceiveMessageCommand)
      return polls.get(command.input.QueueUrl ?? '')?.receive(command.input);
    if (command instanceof DeleteMessageCommand)
      return polls.get(command.input.QueueUrl ?? '')?.acknowledge(command.input);
    return undefined;
  });
  return { sqs, stop: () => polls.forEach((each) => each.stop()) };
}

function directSqsClient(endpoint: Endpoint): SQSClient {
  const client = createSqsClient(endpoint);
  const direct = new DirectSqs(client);
  return withDetour(client, (command) => direct.send(command));
}

function withDetour(client: SQSClient, detour: Detour): SQSClient {
  const ask = client.send.bind(client) as (...call: unknown[]) => Promise<object>;
  const send = async (command: Command, ...how: unknown[]) => (await detour(command)) ?? ask(command, ...how);
  return Object.assign(client, { send });
}
