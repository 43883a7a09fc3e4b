import type { SentWork } from '@facefleet/contracts';
import type { Clock } from '@facefleet/platform';

const SECOND_MS = 1_000;
/** A sender that was not heard for so long is gone: what it sent stays counted. */
const SILENT_AFTER_MS = 10 * SECOND_MS;
/** Who was silent for longer is known no more. One that is heard again all the same begins anew. */
const FORGOTTEN_AFTER_MS = 3_600 * SECOND_MS;

interface Sender {
  sinceMs: number;
  messages: number;
  heardAtMs: number;
}

/**
 * How many messages have been accepted since this scaler began to count, whoever sent them; of a sender that was there
 * before, since it was heard first. Never falls: a sender that
 * starts again begins at 0, and one that is gone keeps what it had.
 */
export class AcceptedTally {
  private readonly senders = new Map<string, Sender>();
  private total = 0;
  private lastHeardAtMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  /**
   * @param atMs by the clock of `sent.sinceMs` [Unix time, ms]
   * @param listeningForMs for so long nothing that was said could be missed
   */
  note(senderId: string, atMs: number, { sinceMs, messages }: SentWork, listeningForMs: number): void {
    const nowMs = this.clock.nowMs();
    const before = this.senders.get(senderId);
    if (before === undefined) {
      // Of a sender that is older than our listening nobody knows how much it had sent when we began.
      const isNew = atMs - sinceMs <= Math.min(listeningForMs, FORGOTTEN_AFTER_MS);
      if (isNew) this.total += messages;
    } else if (before.sinceMs !== sinceMs) this.total += messages;
    else this.total += Math.max(0, messages - before.messages); // an old event may come late
    const counted = before?.sinceMs === sinceMs ? Math.max(before.messages, messages) : messages;
    this.senders.set(senderId, { sinceMs, messages: counted, heardAtMs: nowMs });
    this.lastHeardAtMs = nowMs;
    for (const [id, { heardAtMs }] of this.senders)
      if (nowMs - heardAtMs > FORGOTTEN_AFTER_MS) this.senders.delete(id);
  }

  /** undefined while no sender is heard: that nothing arrives is known only from those who would say so. */
  get accepted(): number | undefined {
    const { lastHeardAtMs } = this;
    if (lastHeardAtMs === undefined || this.clock.nowMs() - lastHeardAtMs > SILENT_AFTER_MS) return undefined;
    return this.total;
  }
}
