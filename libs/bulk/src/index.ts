export * from './batch';
export * from './bulk-jobs';
export * from './bulk.module';
export { itemId } from './item-id';
export * from './job-items';
export * from './job-manifest';
export * from './job-sender';
export { ProgressBook } from './progress-book';
