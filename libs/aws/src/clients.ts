import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

export interface Endpoint {
  region: string;
  /** Another server than AWS; absent on AWS. */
  endpoint?: string;
}

/** A server that takes a request and never answers it must not hold us for ever; a long poll may take its 20 s. */
const CONNECTION_TIMEOUT_MS = 1_000;
const S3_TIMEOUT_MS = 10_000;
const SQS_TIMEOUT_MS = 30_000;
/** A launch of many machines takes seconds. */
export const EC2_TIMEOUT_MS = 20_000;
/** Long polls keep their connections: with the default of 50, a large worker's deletes would queue behind them. */
const MAX_SOCKETS = 500;

export function requestHandler(requestTimeout: number) {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  };
}

export function createSqsClient({ region, endpoint }: Endpoint): SQSClient {
  // A local server's queue URLs carry a host name that need not resolve: the endpoint wins.
  const useQueueUrlAsEndpoint = endpoint === undefined;
  return new SQSClient({
    region,
    endpoint,
    useQueueUrlAsEndpoint,
    requestHandler: requestHandler(SQS_TIMEOUT_MS),
  });
}

export function createS3Client({ region, endpoint }: Endpoint): S3Client {
  return new S3Client({
    region,
    endpoint,
    forcePathStyle: endpoint !== undefined,
    requestHandler: requestHandler(S3_TIMEOUT_MS),
    // Bodies carry their own SHA-256 through the system, so S3's optional extra checksum would be computed for nothing.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}
