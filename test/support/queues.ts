import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventually, type LocalFile } from './system';

/** The queues of a local system, as a stranger would use them. */
export class Queues {
  private readonly sqs: SQSClient;

  constructor({ awsEndpoint: endpoint }: LocalFile) {
    this.sqs = new SQSClient({
      endpoint,
      region: 'us-east-1',
      useQueueUrlAsEndpoint: false,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  async send(QueueUrl: string, body: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
  }

  /** As a worker that dies over it: the message is back after so long. */
  async receive(QueueUrl: string, VisibilityTimeout: number): Promise<Message | undefined> {
    const { Messages } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout }));
    return Messages?.[0];
  }

  /** What nobody takes from this queue is put into the other one, once it is there. @returns its body */
  async move(from: string, to: string, deadlineMs: number): Promise<string> {
    const message = await eventually(
      () => this.receive(from, 60),
      (found) => found !== undefined,
      deadlineMs,
    );
    const { Body = '', ReceiptHandle } = message!;
    await this.sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
    await this.send(to, Body);
    return Body;
  }

  async empty(QueueUrl: string): Promise<void> {
    await this.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }

  async counts(QueueUrl: string): Promise<{ visible: number; inFlight: number }> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return {
      visible: Number(Attributes?.ApproximateNumberOfMessages),
      inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    };
  }

  close(): void {
    this.sqs.destroy();
  }
}
