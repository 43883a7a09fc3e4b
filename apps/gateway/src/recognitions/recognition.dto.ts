import {
  GalleryName,
  MAX_FACES,
  MaxFalseMatchRate,
  RecognitionFailed,
  RecognitionSucceeded,
} from '@facefleet/contracts';
import { DEFAULT_GALLERY } from '@facefleet/gallery';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { RECOGNITION_EXAMPLE } from '../docs/examples';

/** Form fields beside the image, or query parameters: both are strings. */
const RecognitionOptions = z.object({
  gallery: GalleryName.default(DEFAULT_GALLERY).describe('Whom to look for.'),
  maxFaces: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_FACES)
    .default(MAX_FACES)
    .describe('The largest faces are answered, at most so many.'),
  maxFalseMatchRate: z.coerce.number().pipe(MaxFalseMatchRate).optional(),
});
export type RecognitionOptions = z.infer<typeof RecognitionOptions>;
export const parseRecognitionOptions = (value: unknown) => RecognitionOptions.safeParse(value);

export class RecognitionDto extends createZodDto(
  RecognitionSucceeded.meta({ title: 'Recognition', example: RECOGNITION_EXAMPLE }),
) {}
export class FailedRecognitionDto extends createZodDto(
  RecognitionFailed.meta({ title: 'FailedRecognition' }),
) {}
