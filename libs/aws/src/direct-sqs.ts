import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { DirectCalls } from './direct-calls';

/** What is asked of SQS for each image. Neither these nor their answers have binary parts or times: JSON says it all. */
const OPERATIONS = [
  [ReceiveMessageCommand, 'ReceiveMessage'],
  [SendMessageBatchCommand, 'SendMessageBatch'],
  [DeleteMessageBatchCommand, 'DeleteMessageBatch'],
] as const;

/** The calls to SQS that each image costs, made directly. */
export class DirectSqs {
  private readonly ofQueue = new Map<string, DirectCalls>();

  constructor(private readonly client: SQSClient) {}

  /** @returns what SQS answered; undefined where the call is another one, or did not succeed */
  async send({ input, constructor }: { input: object; constructor: unknown }): Promise<object | undefined> {
    const operation = OPERATIONS.find(([command]) => command === constructor)?.[1];
    const { QueueUrl } = input as { QueueUrl?: string };
    if (operation === undefined || QueueUrl === undefined) return undefined;
    const answer = await this.callsOf(QueueUrl).send({
      method: 'POST',
      path: '',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
      },
      body: JSON.stringify(input),
    });
    if (answer?.statusCode !== 200) return undefined;
    return { $metadata: {}, ...(JSON.parse(answer.body.toString('utf8')) as object) };
  }

  private callsOf(queueUrl: string): DirectCalls {
    const { config } = this.client;
    const calls =
      this.ofQueue.get(queueUrl) ??
      new DirectCalls(config, async () => {
        const input = { QueueUrl: queueUrl };
        const endpoint = await getEndpointFromInstructions(input, ReceiveMessageCommand, { ...config });
        return config.useQueueUrlAsEndpoint
          ? { ...endpoint, url: new URL(new URL(queueUrl).origin) }
          : endpoint;
      });
    this.ofQueue.set(queueUrl, calls);
    return calls;
  }
}
