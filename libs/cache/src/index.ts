export * from './cache.module';
export * from './config';
export { connectEvents, EventPublisher } from './events';
export * from './events.module';
export { RedisConnection } from './redis';
export * from './result-cache';
