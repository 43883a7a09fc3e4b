import { WorkerNews, type WorkerWord } from '../fleet/ec2/worker-news';
import type { EventChannel } from './event-channel';
import type { HeartbeatBook } from './heartbeat-book';

/** From the heartbeats. */
export class HeardNews extends WorkerNews {
  constructor(
    private readonly book: Pick<HeartbeatBook, 'of'>,
    private readonly channel: Pick<EventChannel, 'flowingSinceMs'>,
  ) {
    super();
  }

  of(workerId: string): WorkerWord | undefined {
    const entry = this.book.of(workerId);
    if (!entry) return undefined;
    const { state, busySlots } = entry.heartbeat;
    return { state, busySlots, receivedAtMs: entry.receivedAtMs };
  }

  flowingSinceMs(): number | undefined {
    return this.channel.flowingSinceMs;
  }
}
