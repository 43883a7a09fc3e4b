import { z } from 'zod';

/** What the cloud process tells its supervisor once queues and buckets can be used. */
export const CloudReady = z.object({
  endpoint: z.url(),
  queueUrl: z.url(),
  deadLetterQueueUrl: z.url(),
  webhookQueueUrl: z.url(),
  bulkQueueUrl: z.url(),
  bulkDeadLetterQueueUrl: z.url(),
  buckets: z.object({ images: z.string(), results: z.string(), galleries: z.string() }),
});
export type CloudReady = z.infer<typeof CloudReady>;
