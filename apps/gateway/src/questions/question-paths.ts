import type { ErrorCode, QuestionKind } from '@facefleet/contracts';

/** Where answers to each kind of question are fetched, and the error of an id that none has. */
export const QUESTIONS: Record<QuestionKind, { path: string; notFound: ErrorCode }> = {
  recognition: { path: '/v1/recognitions', notFound: 'recognition-not-found' },
  detection: { path: '/v1/detections', notFound: 'detection-not-found' },
  comparison: { path: '/v1/comparisons', notFound: 'comparison-not-found' },
  verification: { path: '/v1/verifications', notFound: 'verification-not-found' },
  search: { path: '/v1/searches', notFound: 'search-not-found' },
};
