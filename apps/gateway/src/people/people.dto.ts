import { EnrolmentFailed, EnrolmentSucceeded, GalleryName, PersonId, PersonName } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ENROLMENT_EXAMPLE } from '../docs/examples';

export class PersonPath extends createZodDto(z.object({ gallery: GalleryName, personId: PersonId })) {}

const EnrolmentOptions = z.object({ name: PersonName.optional() });
export const parseEnrolmentOptions = (value: unknown) => EnrolmentOptions.safeParse(value);

const PersonSummary = z.object({
  id: PersonId,
  name: PersonName,
  faces: z.number().int().describe('How many faces are enrolled.').meta({ example: 3 }),
});
const PeopleList = z.object({ gallery: GalleryName, people: z.array(PersonSummary).describe('By id.') });
export type PeopleList = z.infer<typeof PeopleList>;

const RemovalReceipt = z.object({
  gallery: GalleryName,
  personId: PersonId,
  removedFaces: z.number().int().meta({ example: 3 }),
  removedImages: z.number().int().meta({ example: 3 }),
});
export type RemovalReceipt = z.infer<typeof RemovalReceipt>;

export class PeopleListDto extends createZodDto(PeopleList.meta({ title: 'People' })) {}
export class RemovalReceiptDto extends createZodDto(RemovalReceipt.meta({ title: 'RemovalReceipt' })) {}
export class EnrolmentDto extends createZodDto(
  EnrolmentSucceeded.meta({ title: 'Enrolment', example: ENROLMENT_EXAMPLE }),
) {}
export class FailedEnrolmentDto extends createZodDto(EnrolmentFailed.meta({ title: 'FailedEnrolment' })) {}
