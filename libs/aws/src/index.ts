export * from './aws.module';
export { createSqsClient } from './clients';
export * from './config';
export * from './instances';
export * from './instances.module';
export * from './object-store';
export * from './provision';
export { QueueDepth } from './queue-depth';
