import { type Request } from './request-reader';
import { type Reply } from './resp';
import { type Subscriber } from './subscriptions';

/** What the server knows of one connection. */
export class Session implements Subscriber {
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  name = '';
  /** Commands between MULTI and EXEC; undefined outside. */
  transaction: { requests: Request[]; broken: boolean } | undefined;

  constructor(
    readonly id: number,
    readonly send: (reply: Reply) => void,
    /** Ends the connection once everything sent has left. */
    readonly end: () => void,
  ) {}

  get subscriptionCount(): number {
    return this.channels.size + this.patterns.size;
  }
}
