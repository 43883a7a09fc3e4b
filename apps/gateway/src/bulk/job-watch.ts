import type { JobState } from '@facefleet/contracts';
import { messageOf } from '@facefleet/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStream } from '../streams/event-stream';
import { Streams } from '../streams/streams';

const LOOK_EVERY_MS = 1_000;

interface Job {
  status: JobState;
}

/** The progress of jobs as events, as long as somebody listens. */
@Injectable()
export class JobWatch {
  private readonly logger = new Logger(JobWatch.name);

  constructor(@Inject(Streams) private readonly streams: Streams) {}

  /**
   * An event for each change, and at last one of the type `end`.
   * @param look how far it is now
   */
  async watch(response: Response, look: () => Promise<Job>): Promise<void> {
    const stream = this.streams.start(response);
    try {
      await tell(stream, look);
    } catch (error) {
      // The status is sent: a client whose stream breaks off connects again.
      this.logger.warn({ error: messageOf(error) }, 'a stream of progress ends early');
    }
    stream.end();
  }
}

async function tell(stream: EventStream, look: () => Promise<Job>): Promise<void> {
  let told = '';
  for (let id = 0; !stream.closed.aborted;) {
    const job = await look();
    const isEnd = hasEnded(job);
    const json = JSON.stringify(job);
    if (isEnd || json !== told)
      stream.send({ event: isEnd ? 'end' : 'progress', id: String(id++), data: job });
    if (isEnd) return;
    told = json;
    await sleep(LOOK_EVERY_MS, undefined, { signal: stream.closed }).catch(() => undefined);
  }
}

function hasEnded({ status }: Job): boolean {
  return status === 'finished' || status === 'cancelled';
}
