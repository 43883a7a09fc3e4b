import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

export interface Endpoint {
  region: string;
  /** Another server than AWS; absent on AWS. */
  endpoint?: string;
}

export function createSqsClient({ region, endpoint }: Endpoint): SQSClient {
  // A local server's queue URLs carry a host name that need not resolve: the endpoint wins.
  return new SQSClient({ region, endpoint, useQueueUrlAsEndpoint: endpoint === undefined });
}

export function createS3Client({ region, endpoint }: Endpoint): S3Client {
  return new S3Client({
    region,
    endpoint,
    forcePathStyle: endpoint !== undefined,
    // Bodies carry their own SHA-256 through the system, so S3's optional extra checksum would be computed for nothing.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
