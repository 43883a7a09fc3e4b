export * from './erasure/erased';
export * from './erasure/erasure-book';
export * from './erasure/without-erased';
export * from './privacy.module';
export { DueAnswers } from './retention/due-answers';
export * from './retention/retention-options';
export { Retentions } from './retention/retentions';
export { type Chunk, ResultWalk, type StoredResult } from './result-walk';
export { isAnswer, LATE_MS, StoredResults } from './stored-results';
