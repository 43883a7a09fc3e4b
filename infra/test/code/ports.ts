/** The ports of libs/aws, and what `AwsModule` binds them to. */
export const PORTS: Record<string, { adapter: string; bucket?: string; queues?: string[] }> = {
  ImageStore: { adapter: 's3-object-store', bucket: 'images' },
  ResultStore: { adapter: 's3-object-store', bucket: 'results' },
  ClaimStore: { adapter: 's3-object-store', bucket: 'results' },
  GalleryStore: { adapter: 's3-object-store', bucket: 'galleries' },
  AuditStore: { adapter: 's3-object-store', bucket: 'audit' },
  UploadUrls: { adapter: 's3-upload-urls', bucket: 'images' },
  QueueDepth: { adapter: 'queue-depth', queues: ['FACEFLEET_QUEUE_URL', 'FACEFLEET_BULK_QUEUE_URL'] },
  BulkQueue: { adapter: 'bulk-queue', queues: ['FACEFLEET_BULK_QUEUE_URL'] },
  WebhookQueue: { adapter: 'webhook-queue', queues: ['FACEFLEET_WEBHOOK_QUEUE_URL'] },
  Instances: { adapter: 'ec2-instances' },
};
