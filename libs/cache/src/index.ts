export * from './cache.module';
export * from './config';
export { connectEvents, EventPublisher } from './events';
export * from './events.module';
export { type AnsweredBy, type Question, questionOf } from './question';
export { Locks } from './locks';
export { type Quota, RateCounter } from './rate-counter';
export { RedisConnection } from './redis';
export * from './result-cache';
