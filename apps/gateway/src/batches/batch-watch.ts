import type { JobRecord } from '@facefleet/bulk';
import { type BeforeApplicationShutdown, Inject, Injectable, type MessageEvent } from '@nestjs/common';
import { Observable } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from './batch.dto';
import { BatchesService } from './batches.service';

const LOOK_EVERY_MS = 1_000;
/** Proxies close what is silent for longer. */
const COMMENT_EVERY_LOOKS = 15;

/** The progress of batches as events, as long as somebody listens. */
@Injectable()
export class BatchWatch implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(@Inject(BatchesService) private readonly batches: BatchesService) {}

  /** An event for each change, and at last one of the type `end`. */
  watch(job: JobRecord): Observable<MessageEvent> {
    return new Observable((listener) => {
      const gone = new AbortController();
      const until = AbortSignal.any([gone.signal, this.stopping.signal]);
      const tell = async () => {
        for await (const event of this.events(job, until)) listener.next(event);
      };
      tell().then(
        () => listener.complete(),
        (error: unknown) => listener.error(error),
      );
      return (): void => gone.abort();
    });
  }

  /** Clients come again elsewhere. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async *events(job: JobRecord, until: AbortSignal): AsyncGenerator<MessageEvent> {
    let told = '';
    for (let silent = 0; !until.aborted; silent++) {
      const batch = await this.batches.find(job);
      if (hasEnded(batch)) {
        yield { type: 'end', data: batch };
        return;
      }
      if (JSON.stringify(batch) !== told) {
        told = JSON.stringify(batch);
        silent = 0;
        yield { type: 'progress', data: batch };
      } else if (silent % COMMENT_EVERY_LOOKS === 0) yield { comment: 'still there' };
      await sleep(LOOK_EVERY_MS, undefined, { signal: until }).catch(() => undefined);
    }
  }
}

function hasEnded({ status }: Batch): boolean {
  return status === 'finished' || status === 'cancelled';
}
