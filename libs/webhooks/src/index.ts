export * from './announcer';
export * from './delivery-id';
export * from './delivery-log';
export * from './delivery-state';
export * from './webhook';
export * from './webhook-book';
export { WebhookStore } from './webhook-store';
export * from './webhooks.module';
