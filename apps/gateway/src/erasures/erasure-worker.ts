import { Leases } from '@facefleet/cache';
import { Galleries } from '@facefleet/gallery';
import { Clock, ExpectedError, uuidv7 } from '@facefleet/platform';
import { ERASURE_BEGINS_AFTER_MS, ErasureBook, type PendingErasure } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { BackgroundLoop } from '../background/background-loop';
import { Pace } from '../background/pace';
import { NotOurTurn, Turn } from '../background/turn';
import { ErasurePass } from './erasure-pass';
import { ErasureTimes } from './erasure-times';
import { RecentErasures } from './recent-erasures';

/** Longer than it takes to remove somebody with many faces: whoever has not said that it is done died over it. */
const DEAD_AFTER_MS = 15 * 60_000;

/**
 * Looks for erasures, and carries them out, in one gateway at a time. What is rewritten must not be written by two: where
 * Redis is away it waits for it. Until then nothing is shown of who was erased all the same (`RecentErasures`).
 */
@Injectable()
export class ErasureWorker extends BackgroundLoop {
  protected readonly failure = 'not all erased: somebody goes on in a moment';
  private readonly turn: Turn;

  constructor(
    @Inject(RecentErasures) private readonly recent: RecentErasures,
    @Inject(ErasurePass) private readonly pass: ErasurePass,
    @Inject(ErasureBook) private readonly book: ErasureBook,
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ErasureTimes) private readonly times: ErasureTimes,
    @Inject(Leases) leases: Leases,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super();
    this.turn = new Turn(leases, 'erasures', uuidv7(), clock);
  }

  protected pause(): Promise<void> {
    return this.rest(this.times.lookEveryMs);
  }

  protected async round(): Promise<void> {
    const pending = await this.recent.look();
    const nowMs = this.clock.nowMs();
    for (const erasure of pending)
      if (!erasure.isRemoved && nowMs - erasure.beforeMs > DEAD_AFTER_MS) await this.settle(erasure);
    const ready = pending.filter(
      ({ isRemoved, beforeMs }) => isRemoved && nowMs >= beforeMs + ERASURE_BEGINS_AFTER_MS,
    );
    if (ready.length === 0 || (await this.turn.take()) !== 'mine') return;
    const pace = new Pace(this.clock, this.stopped);
    try {
      await this.pass.run(ready, async () => {
        await pace.rest();
        await this.recent.lookAgain();
        if ((await this.turn.keep()) !== 'mine') throw new NotOurTurn();
      });
    } finally {
      await this.turn.end();
    }
  }

  /** Whoever was removing them died over it: were they removed? If not, somebody has to ask again. */
  private async settle(erasure: PendingErasure): Promise<void> {
    const { gallery, personId } = erasure;
    const stored =
      personId === undefined
        ? this.galleries.existing(gallery, 0)
        : this.galleries.storedPerson(gallery, personId);
    const isThere = await stored.then(
      () => true,
      (error: unknown) => {
        if (error instanceof ExpectedError && /-not-found$/.test(error.code)) return false;
        throw error;
      },
    );
    if (isThere) await this.book.abandon(erasure);
    else await this.book.removed(erasure);
  }
}
