import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeliveryMessage } from '@facefleet/contracts';
import { ExpectedError } from '@facefleet/platform';

/** What is to be delivered to webhooks. Received by `@ssut/nestjs-sqs`; when a message has been dealt with is said here. */
export abstract class WebhookQueue {
  /** @throws ExpectedError `service-unavailable` */
  abstract send(message: DeliveryMessage): Promise<void>;
  abstract delete(receiptHandle: string): Promise<void>;
  /** Nobody receives the message for so long. @param seconds whole, from 1 to 43,000 */
  abstract hide(receiptHandle: string, seconds: number): Promise<void>;
}

export class SqsWebhookQueue implements WebhookQueue {
  constructor(
    private readonly sqs: SQSClient,
    private readonly queueUrl: string,
  ) {}

  async send(message: DeliveryMessage): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: JSON.stringify(message) });
    try {
      await this.sqs.send(command);
    } catch (cause) {
      throw new ExpectedError('service-unavailable', 'The queue does not answer. Try again in a moment.', {
        cause,
      });
    }
  }

  async delete(ReceiptHandle: string): Promise<void> {
    await this.sqs.send(new DeleteMessageCommand({ QueueUrl: this.queueUrl, ReceiptHandle }));
  }

  async hide(ReceiptHandle: string, VisibilityTimeout: number): Promise<void> {
    await this.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: this.queueUrl, ReceiptHandle, VisibilityTimeout }),
    );
  }
}
