import type { Buckets } from './config';

/** How long objects with one prefix stay where nothing else deletes them before. */
export interface StoredPrefix {
  bucket: keyof Buckets;
  /** Of no two entries of one bucket the one begins with the other. */
  prefix: string;
  what: string;
  /**
   * Days after which the bucket itself may delete them. 'answers': as many as the operator keeps answers at most.
   * 'never': they are the truth about something, or the code alone knows when they go.
   */
  expires: number | 'answers' | 'never';
}

const images = (prefix: string, what: string, expires: StoredPrefix['expires']): StoredPrefix => ({
  ...{ bucket: 'images', prefix, what, expires },
});
const results = (prefix: string, what: string, expires: StoredPrefix['expires']): StoredPrefix => ({
  ...{ bucket: 'results', prefix, what, expires },
});
const galleries = (prefix: string, what: string, expires: StoredPrefix['expires']): StoredPrefix => ({
  ...{ bucket: 'galleries', prefix, what, expires },
});

/** Everything that is ever stored, by where it lies. */
export const STORED_PREFIXES: readonly StoredPrefix[] = [
  images('recognitions/', 'images that were to be recognised', 'answers'),
  images('detections/', 'images in which faces were to be found', 'answers'),
  images('comparisons/', 'images that were to be compared', 'answers'),
  images('verifications/', 'images that were to be verified', 'answers'),
  images('searches/', 'searches as they were asked for', 'answers'),
  images('batches/', 'images of batches', 'answers'),
  images('uploads/', 'images that clients put there themselves', 'answers'),
  images('imports/', 'archives that are being imported', 30),
  images('enrolments/', 'enrolment photographs', 'never'),
  // By their ids: until the year 2527 these begin so. Among them are the results of enrolments.
  results('0', 'results', 'never'),
  results('jobs/', 'batches, imports, model changes and their items', 'never'),
  results('job-lists/', 'which jobs there are', 'never'),
  results('model-changes/', 'which models a gallery has had', 'never'),
  results('repeated-enrolments/', 'enrolments with a photograph that was there before', 'never'),
  results('retention/', 'how far sweeps have come', 'never'),
  results('erasures/', 'who is being erased, and what was', 'never'),
  results('untold-removals/', 'removals that webhooks are still to be told of', 'never'),
  results('idempotency/', 'sealed answers, for those who ask again', 10),
  results('fleet/', 'orders to the scaler, launch intents, decisions', 'never'),
  results('dead-letters/', 'messages that were given up', 'never'),
  galleries('galleries/', 'people and their embeddings', 'never'),
  galleries('audit/', 'who did what', 'never'),
  galleries('webhooks/', 'webhooks and their deliveries', 'never'),
  galleries('keys/', 'API keys', 'never'),
];

/** As S3 takes it (`PutBucketLifecycleConfiguration`). */
export interface LifecycleRule {
  ID: string;
  Status: 'Enabled';
  Filter: { Prefix: string };
  Expiration?: { Days: number };
  AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number };
}

const PART_UPLOAD_DAYS = 7;

/**
 * What a bucket is to delete by itself, in case no gateway runs that sweeps. Everything here goes later than the code
 * would delete it.
 *
 * @param answersDays days after which no gallery keeps an answer or an image that was asked about; undefined: some are
 *                    kept for ever
 */
export function lifecycleRules(bucket: keyof Buckets, answersDays?: number): LifecycleRule[] {
  const expiring = STORED_PREFIXES.filter((stored) => stored.bucket === bucket).flatMap(
    ({ prefix, expires }): LifecycleRule[] => {
      const days = expires === 'answers' ? answersDays : expires;
      if (days === undefined || days === 'never') return [];
      const ID = `expire-${prefix.replace(/\/$/, '')}`;
      return [{ ID, Status: 'Enabled', Filter: { Prefix: prefix }, Expiration: { Days: days } }];
    },
  );
  const abort: LifecycleRule = {
    ID: 'abort-incomplete-uploads',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: PART_UPLOAD_DAYS },
  };
  return [...expiring, abort];
}
