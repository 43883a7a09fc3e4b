import { messageOf } from '@facefleet/platform';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

const POLL_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 2_000;
const TOKEN_LIFETIME_S = 21_600;
const TOKEN_PATH = '/latest/api/token';
const NOTICE_PATH = '/latest/meta-data/spot/instance-action';

/**
 * Asks the machine's metadata service (IMDSv2) whether EC2 takes the machine back, which it says two minutes before, and
 * then has the worker drain as any other that ends.
 */
export class SpotNotice implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SpotNotice.name);
  private timer: NodeJS.Timeout | undefined;
  private token: string | undefined;
  private asking = false;
  private answers = true;

  constructor(
    private readonly url: string,
    private readonly drain: () => void,
    private readonly everyMs = POLL_EVERY_MS,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), this.everyMs);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async look(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      const notice = await this.notice();
      if (!this.answers) this.logger.log('the metadata service answers again');
      this.answers = true;
      if (notice === undefined) return;
      clearInterval(this.timer);
      this.logger.warn({ notice }, 'EC2 takes this machine back');
      this.drain();
    } catch (error) {
      if (this.answers) this.logger.warn({ error: messageOf(error) }, 'the metadata service does not answer');
      this.answers = false;
    } finally {
      this.asking = false;
    }
  }

  /** @returns undefined while the machine may stay */
  private async notice(): Promise<string | undefined> {
    this.token ??= await this.newToken();
    const response = await this.fetch(NOTICE_PATH, 'GET', { 'x-aws-ec2-metadata-token': this.token });
    if (response.status === 404) return undefined;
    if (response.status === 401) this.token = undefined; // its time is over
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.text();
  }

  private async newToken(): Promise<string> {
    const lifetime = { 'x-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_LIFETIME_S) };
    const response = await this.fetch(TOKEN_PATH, 'PUT', lifetime);
    if (!response.ok) throw new Error(`status ${response.status} for a token`);
    return response.text();
  }

  private fetch(path: string, method: string, headers: Record<string, string>): Promise<Response> {
    return fetch(new URL(path, this.url), { method, headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  }
}
