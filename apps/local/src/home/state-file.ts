import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from './private-file';

/** `<home>/local.json`: what a tool needs to use and to watch the running system. Holds secrets. */
export interface LocalState {
  url: string;
  adminKey: string;
  awsEndpoint: string;
  queueUrl: string;
  bulkQueueUrl: string;
  deadLetterQueueUrl: string;
  bulkDeadLetterQueueUrl: string;
  buckets: { images: string; results: string; galleries: string };
  redisUrl: string;
  /** The model set that new galleries get. */
  models: string;
  /** The embedding model of that set. */
  model: string;
  /** Of gateway and scaler, for Prometheus. */
  metrics: { gateway: string; scaler: string } | null;
  /** null: no process of ours, as with somebody else's Redis. */
  pids: Record<'cloud' | 'redis' | 'gateway' | 'scaler', number | null>;
}

const fileIn = (home: string) => join(home, 'local.json');

export function writeState(home: string, state: LocalState): void {
  writePrivateFile(fileIn(home), `${JSON.stringify(state, null, 2)}\n`);
}

/** A file that is there says that the system is ready. */
export function removeState(home: string): void {
  rmSync(fileIn(home), { force: true });
}
