import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { namespaceOf } from './own-metrics';
import type { Parts } from './parts';

/** What all apps are told of where things are. */
export function appEnvironment(
  scope: Construct,
  { settings, queues, buckets }: Parts,
): Record<string, string> {
  return {
    AWS_REGION: Stack.of(scope).region,
    FACEFLEET_METRICS_NAMESPACE: namespaceOf(settings),
    FACEFLEET_QUEUE_URL: queues.requests.queueUrl,
    FACEFLEET_BULK_QUEUE_URL: queues.bulk.queueUrl,
    FACEFLEET_IMAGES_BUCKET: buckets.images.bucketName,
    FACEFLEET_RESULTS_BUCKET: buckets.results.bucketName,
    FACEFLEET_GALLERIES_BUCKET: buckets.galleries.bucketName,
  };
}
