import { BulkQueue, ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { BulkJobs, type JobRecord } from './bulk-jobs';
import { jobKeys, outcomeOfKey, padded } from './job-keys';

/** An item, and the message that asks for it to be done. */
export interface ItemToSend {
  index: number;
  /** Absent: it has its outcome without being tried. */
  message?: object;
}

/** After so many items it is noted how far the sending is: so many are sent twice at most when the sender dies. */
const ITEMS_PER_MARK = 1_000;
const KEYS_PER_LISTING = 1_000;

/** Sends the messages of a job's items to the bulk queue, each at least once. */
@Injectable()
export class JobSender {
  constructor(
    @Inject(BulkJobs) private readonly jobs: BulkJobs,
    @Inject(BulkQueue) private readonly queue: BulkQueue,
    @Inject(ResultStore) private readonly store: ResultStore,
  ) {}

  /**
   * Goes on where another sender of the same job stopped, and leaves out what has an outcome.
   *
   * @param itemsFrom the items in the order of their indices, without gaps, from this index on
   * @param stopping  asked now and then: true ends it early
   * @returns `sent`: all are, and their number is known; `cancelled`; `stopped`: somebody has to go on
   */
  async send(
    job: JobRecord,
    itemsFrom: (index: number) => AsyncIterable<ItemToSend>,
    stopping: () => boolean,
  ): Promise<'sent' | 'cancelled' | 'stopped'> {
    let next = await this.sentSoFar(job.id);
    const ended = await this.endedFrom(job.id, next);
    let messages: object[] = [];
    for await (const { index, message } of itemsFrom(next)) {
      if (message && !ended.has(index)) messages.push(message);
      next = index + 1;
      if (next % ITEMS_PER_MARK !== 0) continue;
      const obstacle = await this.obstacle(job.id, stopping);
      if (obstacle) return obstacle;
      await this.queue.send(messages);
      await this.store.put(`${jobKeys.sent(job.id)}${padded(next)}`, '', 'text/plain');
      messages = [];
    }
    const obstacle = await this.obstacle(job.id, stopping);
    if (obstacle) return obstacle;
    await this.queue.send(messages);
    if (job.total === null) await this.jobs.plan(job.id, next);
    return 'sent';
  }

  /** All items below are on the queue, or have been. */
  async sentSoFar(id: string): Promise<number> {
    const last = (await this.store.list(jobKeys.sent(id))).at(-1);
    return last === undefined ? 0 : Number(last.slice(jobKeys.sent(id).length));
  }

  private async obstacle(id: string, stopping: () => boolean): Promise<'cancelled' | 'stopped' | undefined> {
    if (await this.jobs.isCancelled(id)) return 'cancelled';
    return stopping() ? 'stopped' : undefined;
  }

  private async endedFrom(id: string, index: number): Promise<Set<number>> {
    const ended = new Set<number>();
    let after: string | undefined = jobKeys.beforeOutcome({ id, index });
    while (after !== undefined) {
      const keys: string[] = await this.store.listAfter(jobKeys.outcomes(id), after, KEYS_PER_LISTING);
      for (const key of keys) {
        const outcome = outcomeOfKey(key);
        if (outcome) ended.add(outcome.index);
      }
      after = keys.length < KEYS_PER_LISTING ? undefined : keys.at(-1);
    }
    return ended;
  }
}
