import type { Settings } from '../settings';
import type { Buckets } from './buckets';
import type { Images } from './images';
import type { Logs } from './logs';
import type { Network } from './network';
import type { Queues } from './queues';
import type { Secrets } from './secrets';

/** What most constructs are made from. */
export interface Parts {
  settings: Settings;
  network: Network;
  queues: Queues;
  buckets: Buckets;
  logs: Logs;
  secrets: Secrets;
  images: Images;
}
