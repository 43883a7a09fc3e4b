import type { Failure } from './facefleet-error';
import type { components, operations } from './generated/openapi';

type Schemas = components['schemas'];
export type Recognition = Schemas['Recognition'];
export type Enrolment = Schemas['Enrolment'];
export type Pending = Schemas['Pending'];
export type Gallery = Schemas['Gallery'];
export type GallerySettings = Schemas['GallerySettings'];
export type GalleryList = Schemas['GalleryList'];
export type NewGallery = Schemas['NewGallery'];
export type GalleryRemoval = Schemas['GalleryRemoval'];
export type People = Schemas['PeopleList'];
export type PersonSummary = People['people'][number];
export type Person = Schemas['Person'];
export type NewPerson = Schemas['NewPerson'];
export type PersonChange = Schemas['PersonChange'];
export type FaceRemoval = Schemas['FaceRemoval'];
export type MergeReceipt = Schemas['MergeReceipt'];
export type RemovalReceipt = Schemas['RemovalReceipt'];
export type Erasure = Schemas['Erasure'];
export type GalleryModel = Schemas['GalleryModel'];
export type ModelChange = Schemas['ModelChange'];
export type ModelChangeRequest = Schemas['ModelChangeRequest'];
export type Import = Schemas['Import'];
export type ImportedImages = Schemas['ImportedImages'];
export type ImportedImage = ImportedImages['items'][number];
export type Fleet = Schemas['Fleet'];
export type FleetDecisions = Schemas['FleetDecisions'];
export type FleetRecord = FleetDecisions['decisions'][number];
export type FleetPolicyChange = Schemas['FleetPolicyChange'];
export type FleetPolicyView = Schemas['FleetPolicyView'];
export type FleetPauseRequest = Schemas['FleetPauseRequest'];
export type FleetPauseView = Schemas['FleetPauseView'];
export type AuditRecords = Schemas['AuditRecords'];
export type AuditRecord = AuditRecords['records'][number];
export type AuditQuery = NonNullable<operations['listAuditRecords']['parameters']['query']>;
export type Models = Schemas['Models'];
export type DeadLetterList = Schemas['DeadLetterList'];
export type DeadLetter = Schemas['DeadLetter'];
export type Redrive = Schemas['Redrive'];
export type NewKey = Schemas['NewKey'];
export type Key = Keys['keys'][number];
export type CreatedKey = Schemas['CreatedKey'];
export type Keys = Schemas['KeyList'];

type MultipartOf<Operation extends keyof operations> = operations[Operation] extends {
  requestBody?: { content: { 'multipart/form-data': infer Fields } };
}
  ? Omit<Fields, 'image'>
  : never;
export type RecognitionOptions = MultipartOf<'recognise'>;
export type EnrolmentOptions = MultipartOf<'enrol'>;

export interface PeopleQuery {
  /** Only people with this in their names. */
  name?: string;
  /** Only people whose metadata have all of these values. */
  metadata?: Record<string, string>;
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface DeadLettersQuery {
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface FleetDecisionsQuery {
  /** ISO 8601 */
  since?: string;
  until?: string;
  /** Only decisions that changed something. */
  changed?: boolean;
  /** Of a page. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface ImportItemsQuery {
  /** Only items with this status. */
  status?: ImportedImage['status'];
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface ImportOptions {
  /** Sent again within 24 hours, the same archive with the same key is imported once. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A result that is not there yet, one that is, or one that says why there is none. */
export type Job = { status: 'pending' } | { status: 'succeeded' } | { status: 'failed'; error: Failure };
export type Finished<T extends Job> = Extract<T, { status: 'succeeded' }>;
