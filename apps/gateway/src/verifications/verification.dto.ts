import { PersonId, VerificationFailed, VerificationSucceeded } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { VERIFICATION_EXAMPLE } from '../docs/examples';
import { GalleryOption, MaxFalseMatchRateOption } from '../questions/options';

export const VerificationOptions = z.strictObject({
  gallery: GalleryOption,
  personId: PersonId,
  maxFalseMatchRate: MaxFalseMatchRateOption.optional(),
});
export type VerificationOptions = z.infer<typeof VerificationOptions>;

export class VerificationDto extends createZodDto(
  VerificationSucceeded.meta({ title: 'Verification', example: VERIFICATION_EXAMPLE }),
) {}
export class FailedVerificationDto extends createZodDto(
  VerificationFailed.meta({ title: 'FailedVerification' }),
) {}
