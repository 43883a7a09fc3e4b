import {
  EnrolmentFailed,
  EnrolmentSucceeded,
  ErrorCode,
  GalleryName,
  Metadata,
  MetadataPatch,
  PersonId,
  PersonName,
  QualityIssue,
} from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ErasureStarted } from '../erasures/erasures.dto';
import { ENROLMENT_EXAMPLE } from '../docs/examples';

const personPath = { gallery: GalleryName, personId: PersonId };
export class PersonPath extends createZodDto(z.object(personPath)) {}
export class FacePath extends createZodDto(z.object({ ...personPath, faceId: z.uuidv7() })) {}

const EnrolmentOptions = z.strictObject({ name: PersonName.optional() });
export const parseEnrolmentOptions = (value: unknown) => EnrolmentOptions.safeParse(value);

const MAX_PEOPLE_A_PAGE = 1_000;

export const PeopleQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PEOPLE_A_PAGE).default(100),
  cursor: PersonId.optional().describe('`nextCursor` of the page before.'),
  name: z.string().max(200).optional().describe('Only people with this in their names, in capitals or not.'),
});
export type PeopleQuery = z.infer<typeof PeopleQuery>;

const person = {
  id: PersonId,
  name: PersonName.describe('The id where nobody gave a name.'),
  metadata: Metadata,
};

const PersonSummary = z.object({
  ...person,
  faces: z.number().int().describe('How many faces are enrolled.').meta({ example: 3 }),
});
const PeopleList = z.object({
  gallery: GalleryName,
  people: z.array(PersonSummary).describe('By id.'),
  nextCursor: PersonId.nullable().describe('null: this is the last page.'),
});
export type PeopleList = z.infer<typeof PeopleList>;

const EnrolledFace = z.object({
  id: z.uuidv7(),
  enrolledAt: z.iso.datetime().describe('When the enrolment was asked for.'),
  models: z.array(z.string()).describe('That there are embeddings of.'),
});
const PersonRecord = z.object({
  gallery: GalleryName,
  ...person,
  faces: z.array(EnrolledFace).describe('Oldest first.'),
});
export type PersonRecord = z.infer<typeof PersonRecord>;

const NewPerson = z.strictObject({
  id: PersonId,
  name: PersonName.optional(),
  metadata: Metadata.optional(),
});
export type NewPerson = z.infer<typeof NewPerson>;

const PersonChange = z
  .strictObject({
    name: PersonName.optional(),
    metadata: MetadataPatch.optional().describe('What is named is set, null removes it, the rest stays.'),
  })
  .refine((change) => Object.keys(change).length > 0, 'name what is to be changed');
export type PersonChange = z.infer<typeof PersonChange>;

const Erased = z.object({
  removedFaces: z.number().int().meta({ example: 3 }),
  removedImages: z.number().int().describe('Enrolment photographs.').meta({ example: 3 }),
  removedEntries: z.number().int().describe("Objects of the gallery's log.").meta({ example: 4 }),
  rewrittenSegments: z
    .number()
    .int()
    .describe('Snapshots that were written anew without them.')
    .meta({ example: 1 }),
  droppedAnswers: z
    .number()
    .int()
    .describe('Cached results and answers that named the person.')
    .meta({ example: 2 }),
});
export type Erased = z.infer<typeof Erased>;

export const RemovalReceipt = z.object({
  ...personPath,
  ...Erased.shape,
  /** Absent in notes of earlier versions. */
  erasure: ErasureStarted.optional().describe(
    'What is stored of earlier requests is looked through from now on: how far that is.',
  ),
});
export type RemovalReceipt = z.infer<typeof RemovalReceipt>;

const FaceRemoval = z.object({ ...personPath, faceId: z.uuidv7(), ...Erased.shape });
export type FaceRemoval = z.infer<typeof FaceRemoval>;

const FaceMove = z.strictObject({ to: PersonId.describe('Whose face it is.').meta({ example: 'augusta' }) });
const Merge = z.strictObject({
  from: PersonId.describe('Who is the same person.').meta({ example: 'ada-2' }),
});

const MergeReceipt = z.object({
  gallery: GalleryName,
  from: PersonId.describe('Who is not in the gallery any more.'),
  movedFaces: z.number().int().meta({ example: 2 }),
  person: PersonRecord,
});
export type MergeReceipt = z.infer<typeof MergeReceipt>;

const FaceOutcome = z.object({
  index: z.number().int().min(0).describe('Its place in the form, from 0.'),
  status: z.enum(['succeeded', 'failed', 'pending']),
  enrolment: EnrolmentSucceeded.optional().describe('Where it succeeded.'),
  error: z
    .object({ code: ErrorCode, detail: z.string(), issues: z.array(QualityIssue).optional() })
    .optional()
    .describe('Where it failed: why this face was refused.'),
  location: z.string().optional().describe('Where it is pending: where the enrolment is to be asked for.'),
});
export type FaceOutcome = z.infer<typeof FaceOutcome>;
const EnrolledFaces = z.object({
  gallery: GalleryName,
  personId: PersonId,
  faces: z.array(FaceOutcome).describe('One an image, in the order of the form.'),
});
export type EnrolledFaces = z.infer<typeof EnrolledFaces>;

export class EnrolledFacesDto extends createZodDto(EnrolledFaces.meta({ title: 'EnrolledFaces' })) {}
export class PeopleQueryDto extends createZodDto(PeopleQuery) {}
export class PeopleListDto extends createZodDto(PeopleList.meta({ title: 'People' })) {}
export class PersonDto extends createZodDto(PersonRecord.meta({ title: 'Person' })) {}
export class NewPersonDto extends createZodDto(NewPerson.meta({ title: 'NewPerson' })) {}
export class PersonChangeDto extends createZodDto(PersonChange.meta({ title: 'PersonChange' })) {}
export class RemovalReceiptDto extends createZodDto(RemovalReceipt.meta({ title: 'RemovalReceipt' })) {}
export class FaceRemovalDto extends createZodDto(FaceRemoval.meta({ title: 'FaceRemoval' })) {}
export class FaceMoveDto extends createZodDto(FaceMove.meta({ title: 'FaceMove' })) {}
export class MergeDto extends createZodDto(Merge.meta({ title: 'Merge' })) {}
export class MergeReceiptDto extends createZodDto(MergeReceipt.meta({ title: 'MergeReceipt' })) {}
export class EnrolmentDto extends createZodDto(
  EnrolmentSucceeded.meta({ title: 'Enrolment', example: ENROLMENT_EXAMPLE }),
) {}
export class FailedEnrolmentDto extends createZodDto(EnrolmentFailed.meta({ title: 'FailedEnrolment' })) {}
