import { ARCHIVES, BATCHES, ENROLMENTS, PHOTOGRAPHED, QUESTIONS, RESULTS, UPLOADS } from '../../stack/stored';

const NAMED_IN_MESSAGES = [...PHOTOGRAPHED, BATCHES, UPLOADS, ENROLMENTS];
const IDS = [RESULTS];

/**
 * Keys that come out of messages, records and listings, which the code alone does not tell: by port and file, what they
 * begin with. A place that reads or writes by such a key and does not stand here fails the test.
 */
export const KEYS_FROM_DATA: Record<string, string[]> = {
  'ImageStore apps/gateway/src/jobs/job-queue.ts': [...QUESTIONS, ENROLMENTS],
  'ImageStore apps/gateway/src/people/enrolment-photographs.ts': [ENROLMENTS],
  'ImageStore apps/gateway/src/people/people-erasure.service.ts': [ENROLMENTS],
  'ImageStore apps/gateway/src/galleries/galleries.service.ts': [ENROLMENTS],
  'ImageStore apps/gateway/src/exports/photographs.ts': [ENROLMENTS],
  'ImageStore apps/gateway/src/dead-letters/redrive.service.ts': [...NAMED_IN_MESSAGES, 'searches/'],
  'ImageStore apps/gateway/src/erasures/job-erasure.ts': [BATCHES, UPLOADS],
  'ImageStore apps/gateway/src/erasures/result-erasure.ts': [...QUESTIONS, BATCHES, UPLOADS],
  'ImageStore apps/gateway/src/retention/answer-sweep.ts': QUESTIONS,
  'ImageStore apps/gateway/src/retention/batch-sweep.ts': [BATCHES, UPLOADS],
  'ImageStore apps/gateway/src/retention/leftover-sweep.ts': [...QUESTIONS, BATCHES, UPLOADS, ARCHIVES],
  'ImageStore apps/gateway/src/batches/image-parts.ts': [BATCHES],
  'ImageStore libs/outcomes/src/image-retention.ts': NAMED_IN_MESSAGES,
  'ImageStore apps/recognizer/src/jobs/job-runner.ts': NAMED_IN_MESSAGES,
  'ImageStore apps/recognizer/src/jobs/unchecked-images.ts': NAMED_IN_MESSAGES,
  'ImageStore apps/recognizer/src/jobs/further-embeddings.ts': [ENROLMENTS],
  'ImageStore apps/recognizer/src/jobs/enrolled-photographs.ts': [ENROLMENTS],
  'ImageStore apps/recognizer/src/jobs/enrol.ts': [ENROLMENTS],
  'ImageStore apps/recognizer/src/imports/archive-listing.ts': [ENROLMENTS],
  'GalleryStore libs/webhooks/src/delivery-log.ts': ['webhooks/deliveries/'],
  'ResultStore apps/gateway/src/people/people-erasure.service.ts': [RESULTS, 'repeated-enrolments/'],
  'ResultStore apps/gateway/src/galleries/galleries.service.ts': [RESULTS, 'repeated-enrolments/'],
  'ResultStore libs/privacy/src/retention/due-answers.ts': ['retention/due/'],
  'ResultStore apps/gateway/src/erasures/result-erasure.ts': IDS,
  'ResultStore apps/gateway/src/exports/person-description.ts': IDS,
  'ResultStore apps/gateway/src/retention/answer-sweep.ts': IDS,
  'ResultStore apps/gateway/src/retention/leftover-sweep.ts': IDS,
  'ResultStore apps/gateway/src/jobs/job-results.ts': IDS,
  'ResultStore apps/gateway/src/webhooks/deliverer.ts': IDS,
  'ResultStore apps/recognizer/src/jobs/further-embeddings.ts': IDS,
  'ResultStore libs/privacy/src/result-walk.ts': IDS,
  'ResultStore libs/privacy/src/stored-results.ts': IDS,
  'ResultStore libs/outcomes/src/request-ends.ts': IDS,
};
