import type { QueueCounts } from '@facefleet/contracts';

/** Everything that is not yet done [messages] */
export function backlogOf(queue: QueueCounts): number {
  return queue.visible + queue.inFlight + queue.delayed;
}
