import { AskedChild } from '../../support/asked-child';
import type { LocalFile } from '../../support/system';

export interface StoreReadsSettings {
  redisUrl: string;
  awsEndpoint: string;
  queueUrl: string;
  bulkQueueUrl: string;
  buckets: LocalFile['buckets'];
}

/** Each result is read from Redis, then from S3, one after the other. */
export interface StoreReadsQuestion {
  ids: string[];
}

/** One for each id, in their order [ms] */
export interface StoreReadsAnswer {
  redisMs: number[];
  s3Ms: number[];
}

/** What the gateway does to find a stored result, without the gateway: `ResultCache` and `ResultStore` in a process. */
export function startStoreReads(local: LocalFile): Promise<AskedChild<StoreReadsQuestion, StoreReadsAnswer>> {
  const { redisUrl, awsEndpoint, queueUrl, bulkQueueUrl, buckets } = local;
  const settings: StoreReadsSettings = { redisUrl, awsEndpoint, queueUrl, bulkQueueUrl, buckets };
  return AskedChild.start('test/bench/gateway/store-reads.child.ts', settings, {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}
