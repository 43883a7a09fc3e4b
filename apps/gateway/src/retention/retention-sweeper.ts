import { Leases } from '@facefleet/cache';
import { Galleries } from '@facefleet/gallery';
import { Clock, messageOf, uuidv7 } from '@facefleet/platform';
import { ErasureBook, RetentionOptions } from '@facefleet/privacy';
import { Inject, Injectable } from '@nestjs/common';
import { BackgroundLoop } from '../background/background-loop';
import { Pace } from '../background/pace';
import { NotOurTurn, Turn } from '../background/turn';
import { GatewayOptions } from '../config';
import { AnswerSweep, NOTHING_COMES_AFTER_MS } from './answer-sweep';
import { BatchSweep } from './batch-sweep';
import { LeftoverSweep } from './leftover-sweep';
import { type GallerySetting, RetentionPlan, UNREADABLE } from './retention-plan';
import { newTally } from './sweep-tally';

/** Whoever asked how far an erasure is has asked by then. */
const RECEIPTS_KEPT_MS = 30 * 24 * 3600 * 1000;

/**
 * Deletes what is older than it is kept, again and again. One gateway at a time does it; where Redis is away several may,
 * which is harmless: nothing is deleted but what is due, and deleting it twice is no error.
 */
@Injectable()
export class RetentionSweeper extends BackgroundLoop {
  protected readonly failure = 'retention not enforced to the end: the next sweep goes on';
  private readonly turn: Turn;

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(RetentionOptions) private readonly retention: RetentionOptions,
    @Inject(AnswerSweep) private readonly answers: AnswerSweep,
    @Inject(BatchSweep) private readonly batches: BatchSweep,
    @Inject(LeftoverSweep) private readonly leftovers: LeftoverSweep,
    @Inject(ErasureBook) private readonly erasures: ErasureBook,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Leases) leases: Leases,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super();
    this.turn = new Turn(leases, 'retention', uuidv7(), clock);
  }

  protected pause(): Promise<void> {
    return this.rest(this.options.sweepEveryMs);
  }

  protected async round(): Promise<void> {
    if ((await this.turn.take()) === 'other') return;
    try {
      await this.sweep();
    } finally {
      await this.turn.end();
    }
  }

  private async sweep(): Promise<void> {
    const startedAtMs = this.clock.nowMs();
    const tally = newTally();
    const pace = new Pace(this.clock, this.stopped);
    const goOn = async () => {
      await pace.rest();
      if ((await this.turn.keep()) === 'other') throw new NotOurTurn();
    };
    try {
      const plan = new RetentionPlan(await this.settings(), this.retention.standard);
      await this.answers.run(plan, tally, goOn);
      await this.batches.run(plan, tally, goOn);
      await this.leftovers.run(plan, tally, goOn);
      await this.erasures.tidy(startedAtMs - NOTHING_COMES_AFTER_MS, startedAtMs - RECEIPTS_KEPT_MS);
    } finally {
      const tookMs = this.clock.nowMs() - startedAtMs;
      const isNews = tally.answers + tally.images + tally.batches > 0;
      if (isNews) this.logger.log({ ...tally, tookMs }, 'deleted what was older than it is kept');
      else this.logger.debug({ ...tally, tookMs }, 'nothing is older than it is kept');
    }
  }

  private async settings(): Promise<GallerySetting[]> {
    const settings: GallerySetting[] = [];
    for (const name of await this.galleries.names()) settings.push(await this.settingOf(name));
    return settings;
  }

  private async settingOf(name: string): Promise<GallerySetting> {
    const view = this.galleries.view(name);
    try {
      await view.notOlderThan(this.options.sweepEveryMs);
    } catch (error) {
      this.logger.warn(
        { gallery: name, error: messageOf(error) },
        'retention unknown: nothing of it is deleted',
      );
      return { name, retention: UNREADABLE };
    }
    return { name, retention: view.state.retention, createdBy: view.state.createdBy };
  }
}
