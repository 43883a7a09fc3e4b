import { MAX_NEAREST, RecognitionFailed, RecognitionSucceeded } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { RECOGNITION_EXAMPLE } from '../docs/examples';
import { GalleryOption, MaxFacesOption, MaxFalseMatchRateOption } from '../questions/options';

export const RecognitionOptions = z.strictObject({
  gallery: GalleryOption,
  maxFaces: MaxFacesOption,
  maxCandidates: z.coerce.number().int().min(0).max(MAX_NEAREST).default(0),
  maxFalseMatchRate: MaxFalseMatchRateOption.optional(),
});
export type RecognitionOptions = z.infer<typeof RecognitionOptions>;

export class RecognitionDto extends createZodDto(
  RecognitionSucceeded.meta({ title: 'Recognition', example: RECOGNITION_EXAMPLE }),
) {}
export class FailedRecognitionDto extends createZodDto(
  RecognitionFailed.meta({ title: 'FailedRecognition' }),
) {}
