import type { Instances } from '@facefleet/aws';
import { type Clock, messageOf } from '@facefleet/platform';
import { Logger } from '@nestjs/common';

const LOOK_EVERY_MS = 60_000;

/** Which version of the launch template new machines are made from: always a number, so that all of a call are alike. */
export class TemplateVersion {
  private readonly logger = new Logger(TemplateVersion.name);
  private known: number | undefined;
  private lookedAtMs = -Infinity;
  private why = 'not looked up yet';

  constructor(
    private readonly instances: Instances,
    private readonly clock: Clock,
    private readonly options: {
      launchTemplateId: string;
      launchTemplateVersion: number | '$Default' | '$Latest';
    },
  ) {
    const { launchTemplateVersion } = options;
    if (typeof launchTemplateVersion === 'number') this.known = launchTemplateVersion;
  }

  /** undefined until it was found out. */
  get current(): number | undefined {
    return this.known;
  }

  obstacle(): string | undefined {
    return this.known === undefined ? `the launch template cannot be seen (${this.why})` : undefined;
  }

  async look(): Promise<void> {
    const { launchTemplateId, launchTemplateVersion: which } = this.options;
    const nowMs = this.clock.nowMs();
    const everyMs = this.known === undefined ? LOOK_EVERY_MS / 30 : LOOK_EVERY_MS;
    if (typeof which === 'number' || nowMs - this.lookedAtMs < everyMs) return;
    this.lookedAtMs = nowMs;
    try {
      const found = await this.instances.templateVersion(launchTemplateId, which);
      if (found !== this.known)
        this.logger.log({ launchTemplateId, which, version: found }, 'launch template');
      this.known = found;
    } catch (error) {
      this.why = messageOf(error);
      this.logger.warn({ launchTemplateId, error: this.why }, 'the launch template could not be looked up');
    }
  }

  isOutdated(version: number | undefined): boolean {
    return this.known !== undefined && version !== undefined && version !== this.known;
  }
}
