import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  type SendMessageBatchResultEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import DataLoader from 'dataloader';
import { MOST_IN_BATCH } from './shared-polls';

/** While a batch is under way, the next one waits for company, so long at most [ms] */
const GATHERED_WITHIN_MS = 5;

type Sent = { successful: SendMessageBatchResultEntry } | { failed: BatchResultErrorEntry };

/** Messages to one queue that are sent at about the same time go in one call; a message that is alone goes at once. */
export class GatheredSends {
  private underWay = 0;
  private readonly loader: DataLoader<SendMessageBatchRequestEntry, Sent>;

  constructor(
    private readonly sqs: Pick<SQSClient, 'send'>,
    private readonly queueUrl: string,
  ) {
    this.loader = new DataLoader((entries) => this.sendAll(entries), {
      cache: false,
      maxBatchSize: MOST_IN_BATCH,
      batchScheduleFn: (send) => {
        if (this.underWay === 0) setImmediate(send);
        else setTimeout(send, GATHERED_WITHIN_MS);
      },
    });
  }

  /** As if `input` were sent by itself. */
  async send({ Entries = [] }: SendMessageBatchCommandInput): Promise<SendMessageBatchCommandOutput> {
    const sent = await Promise.all(Entries.map((entry) => this.loader.load(entry)));
    return {
      $metadata: {},
      Successful: sent.flatMap((one, at) =>
        'successful' in one ? { ...one.successful, Id: Entries[at]!.Id } : [],
      ),
      Failed: sent.flatMap((one, at) => ('failed' in one ? { ...one.failed, Id: Entries[at]!.Id } : [])),
    };
  }

  private async sendAll(entries: readonly SendMessageBatchRequestEntry[]): Promise<(Sent | Error)[]> {
    this.underWay += 1;
    try {
      const { Successful = [], Failed = [] } = await this.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: this.queueUrl,
          Entries: entries.map((entry, at) => ({ ...entry, Id: String(at) })),
        }),
      );
      const sent = new Map<string | undefined, Sent>([
        ...Successful.map((successful) => [successful.Id, { successful }] as const),
        ...Failed.map((failed) => [failed.Id, { failed }] as const),
      ]);
      return entries.map((_, at) => sent.get(String(at)) ?? new Error('SQS did not say what became of it'));
    } finally {
      this.underWay -= 1;
    }
  }
}
