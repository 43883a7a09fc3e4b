/** Where things lie in the buckets, as far as roles tell them apart; all of it stands in `STORED_PREFIXES` of libs/aws. */
export const PHOTOGRAPHED = ['recognitions/', 'detections/', 'comparisons/', 'verifications/'];
/** A search has no image: what lies there is the request itself. */
export const QUESTIONS = [...PHOTOGRAPHED, 'searches/'];
export const BATCHES = 'batches/';
export const UPLOADS = 'uploads/';
export const ENROLMENTS = 'enrolments/';
export const ARCHIVES = 'imports/';
/** Results have the ids of their requests, which begin so until the year 2527. */
export const RESULTS = '0';
export const JOBS = 'jobs/';
export const ORDERS = 'fleet/orders/';
export const DECISIONS = 'fleet/decisions/';
export const FLEET = 'fleet/';
export const GALLERIES = 'galleries/';
export const AUDIT = 'audit/';
