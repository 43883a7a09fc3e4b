import {
  DeleteMessageBatchCommand,
  type DeleteMessageCommandInput,
  type DeleteMessageCommandOutput,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type ReceiveMessageCommandOutput,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface PollSharing {
  /** Messages of one receive, at most; SQS gives ten. */
  most: number;
  /** Consumers that must be free before more is fetched: what the others hold is enough to do meanwhile. */
  least: number;
}

interface Pending<In, Out> {
  input: In;
  resolve: (output: Out) => void;
  reject: (error: unknown) => void;
}

type Poll = Pending<ReceiveMessageCommandInput, ReceiveMessageCommandOutput>;
type Acknowledgement = Pending<DeleteMessageCommandInput, DeleteMessageCommandOutput>;

/** A message that is done may be deleted so much later, together with others [ms] */
const ACKNOWLEDGED_WITHIN_MS = 100;

/**
 * What the consumers of one queue ask for one message at a time, asked of SQS for all of them at once: one receive
 * brings messages to several, one delete takes away what several have done. There is one receive at a time, and none
 * while enough is in hand.
 */
export class SharedPolls {
  private waiting: Poll[] = [];
  private done: Acknowledgement[] = [];
  private isReceiving = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sqs: Pick<SQSClient, 'send'>,
    private readonly sharing: PollSharing,
  ) {}

  /** Resolves with one message, or with none when a long poll is over, and at once when this has been stopped. */
  receive(input: ReceiveMessageCommandInput): Promise<ReceiveMessageCommandOutput> {
    if (this.isStopped) return Promise.resolve(NOTHING);
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      this.proceed();
    });
  }

  /** @throws where SQS did not delete it */
  acknowledge(input: DeleteMessageCommandInput): Promise<DeleteMessageCommandOutput> {
    return new Promise((resolve, reject) => {
      this.done.push({ input, resolve, reject });
      this.timer ??= setTimeout(() => this.deleteDone(), ACKNOWLEDGED_WITHIN_MS);
      this.proceed();
    });
  }

  /** No further receives. Whoever waits for one goes away empty; what is done is still deleted. */
  stop(): void {
    this.isStopped = true;
    this.leaveEmpty(this.waiting.splice(0));
    this.deleteDone();
  }

  private proceed(): void {
    const { least, most } = this.sharing;
    if (this.isStopped || this.waiting.length + this.done.length >= least) this.deleteDone();
    if (!this.isStopped && !this.isReceiving && this.waiting.length >= least)
      void this.fetchFor(this.waiting.splice(0, most));
  }

  private async fetchFor(polls: Poll[]): Promise<void> {
    this.isReceiving = true;
    try {
      const input = { ...polls[0]!.input, MaxNumberOfMessages: polls.length };
      const output = await this.sqs.send(new ReceiveMessageCommand(input));
      const messages = output.Messages ?? [];
      for (const message of messages) polls.shift()?.resolve({ ...output, Messages: [message] });
      if (messages.length === 0) this.leaveEmpty([...polls, ...this.waiting.splice(0)]);
      else if (this.isStopped) this.leaveEmpty(polls);
      else this.waiting.unshift(...polls);
    } catch (error) {
      for (const poll of [...polls, ...this.waiting.splice(0)]) poll.reject(error);
    } finally {
      this.isReceiving = false;
    }
    this.proceed();
  }

  private deleteDone(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.done.length > 0) void this.deleteAll(this.done.splice(0, MOST_IN_BATCH));
  }

  private async deleteAll(batch: Acknowledgement[]): Promise<void> {
    try {
      const { $metadata, Failed = [] } = await this.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: batch[0]!.input.QueueUrl,
          Entries: batch.map(({ input }, at) => ({ Id: String(at), ReceiptHandle: input.ReceiptHandle })),
        }),
      );
      const failed = new Map(Failed.map((failure) => [failure.Id, failure]));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const failure = failed.get(String(at));
        if (failure) reject(new Error(`The message was not deleted: ${failure.Code}`));
        else resolve({ $metadata });
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  private leaveEmpty(polls: Poll[]): void {
    for (const { resolve } of polls) resolve(NOTHING);
  }
}

export const MOST_IN_BATCH = 10;
const NOTHING: ReceiveMessageCommandOutput = { $metadata: {} };
