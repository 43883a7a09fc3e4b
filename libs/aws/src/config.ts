import { z } from 'zod';

/** Environment of every app that talks to AWS. Credentials are the SDK's own business. */
export const awsConfig = {
  AWS_REGION: z.string().min(1),
  /** Another server that speaks SQS and S3 (`npm start`); absent on AWS. */
  AWS_ENDPOINT_URL: z.url().optional(),
  /** Requests whose clients wait. */
  FACEFLEET_QUEUE_URL: z.url(),
  /** Work in bulk, which waits behind them. */
  FACEFLEET_BULK_QUEUE_URL: z.url(),
  FACEFLEET_IMAGES_BUCKET: z.string().min(3),
  FACEFLEET_RESULTS_BUCKET: z.string().min(3),
  FACEFLEET_GALLERIES_BUCKET: z.string().min(3),
};

/** Environment of the app that reads what the queues could not deliver. */
export const deadLetterQueueConfig = {
  FACEFLEET_DEAD_LETTER_QUEUE_URL: z.url(),
  FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL: z.url(),
};

/** Environment of the app that writes the audit log. */
export const auditConfig = {
  /** A bucket of its own, e.g. with object lock; absent: beside the galleries. */
  FACEFLEET_AUDIT_BUCKET: z.string().min(3).optional(),
};

/** Environment of the apps that tell webhooks. */
export const webhookQueueConfig = { FACEFLEET_WEBHOOK_QUEUE_URL: z.url() };

/** Environment of the app that hands out URLs to upload with. */
export const uploadUrlConfig = {
  /** Where clients reach the object store, where that is another address than ours: `https://objects.example.com`. */
  FACEFLEET_UPLOAD_ENDPOINT_URL: z.url({ protocol: /^https?$/ }).optional(),
};

export interface AwsOptions {
  region: string;
  endpoint?: string;
  /** Of the object store for clients; absent: the same. */
  uploadEndpoint?: string;
  queueUrl: string;
  webhookQueueUrl?: string;
  bulkQueueUrl: string;
  buckets: Buckets;
  /** Absent: beside the galleries. */
  auditBucket?: string;
}

export interface Buckets {
  images: string;
  results: string;
  galleries: string;
}

type AwsEnv = z.infer<z.ZodObject<typeof awsConfig>> & {
  FACEFLEET_WEBHOOK_QUEUE_URL?: string;
  FACEFLEET_AUDIT_BUCKET?: string;
  FACEFLEET_UPLOAD_ENDPOINT_URL?: string;
};

export function awsOptions(config: AwsEnv): AwsOptions {
  return {
    region: config.AWS_REGION,
    endpoint: config.AWS_ENDPOINT_URL,
    uploadEndpoint: config.FACEFLEET_UPLOAD_ENDPOINT_URL,
    queueUrl: config.FACEFLEET_QUEUE_URL,
    webhookQueueUrl: config.FACEFLEET_WEBHOOK_QUEUE_URL,
    bulkQueueUrl: config.FACEFLEET_BULK_QUEUE_URL,
    buckets: {
      images: config.FACEFLEET_IMAGES_BUCKET,
      results: config.FACEFLEET_RESULTS_BUCKET,
      galleries: config.FACEFLEET_GALLERIES_BUCKET,
    },
    auditBucket: config.FACEFLEET_AUDIT_BUCKET,
  };
}
