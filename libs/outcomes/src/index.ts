export * from './failed-result';
export { ImageRetention } from './image-retention';
export { ItemOutcomes } from './item-outcomes';
export { JobEnds } from './job-ends';
export * from './outcomes.module';
export { JobRest } from './job-rest';
export { RequestEnds } from './request-ends';
