import type { Instance } from '@facefleet/aws';
import type { Clock } from '@facefleet/platform';
import { Logger } from '@nestjs/common';
import type { BootWatch } from './boot-watch';

export interface RenewalParts {
  /** Machines that are up and were not asked to drain. */
  candidates: () => Instance[];
  isDue: (machine: Instance) => string | undefined;
  /** Places left below the maximum. */
  room: () => number;
  launch: () => Promise<unknown>;
  drain: (instanceId: string) => void;
  isGone: (instanceId: string) => boolean;
}

interface Replacing {
  instanceId: string;
  sinceMs: number;
  drained: boolean;
}

/**
 * Replaces machines that are too old, or made from an older version of the template, one at a time: first the new one
 * comes up, then the old one drains. Where there is no room for one more, an old one drains first, once it is idle.
 */
export class Renewal {
  private readonly logger = new Logger(Renewal.name);
  private replacing: Replacing | undefined;

  constructor(
    private readonly parts: RenewalParts,
    private readonly boots: BootWatch,
    private readonly clock: Clock,
    /** A replacement that is not ready by then is none [ms] */
    private readonly patienceMs: number,
  ) {}

  async look(): Promise<void> {
    if (this.replacing) this.goOn(this.replacing);
    else await this.begin();
  }

  private async begin(): Promise<void> {
    const due = this.parts.candidates().filter((machine) => this.parts.isDue(machine) !== undefined);
    const [oldest] = due
      .filter(({ instanceId }) => this.boots.wordOf(instanceId)?.state === 'ready')
      .sort((a, b) => a.launchedAtMs - b.launchedAtMs);
    if (!oldest) return;
    const { instanceId } = oldest;
    const reason = this.parts.isDue(oldest);
    const sinceMs = this.clock.nowMs();
    if (this.parts.room() > 0) {
      this.replacing = { instanceId, sinceMs, drained: false };
      this.logger.log({ instanceId, reason }, 'machine is to be replaced: its replacement comes first');
      await this.parts.launch();
    } else if (this.boots.wordOf(instanceId)?.busySlots === 0) {
      this.replacing = { instanceId, sinceMs, drained: true };
      this.logger.log(
        { instanceId, reason },
        'machine is to be replaced: there is no room, so it drains first',
      );
      this.parts.drain(instanceId);
    }
  }

  private goOn(replacing: Replacing): void {
    const { instanceId, sinceMs, drained } = replacing;
    if (this.parts.isGone(instanceId)) this.replacing = undefined;
    else if (drained) return;
    else if (this.replacementIsReady(sinceMs)) {
      replacing.drained = true;
      this.logger.log({ instanceId }, 'the replacement is ready: the old machine drains');
      this.parts.drain(instanceId);
    } else if (this.clock.nowMs() - sinceMs > this.patienceMs) {
      this.logger.warn({ instanceId }, 'no replacement came up: the old machine stays for now');
      this.replacing = undefined;
    }
  }

  private replacementIsReady(sinceMs: number): boolean {
    return this.parts.candidates().some((machine) => {
      const isNew = this.boots.startOf(machine).atMs >= sinceMs;
      return isNew && this.boots.wordOf(machine.instanceId)?.state === 'ready';
    });
  }
}
