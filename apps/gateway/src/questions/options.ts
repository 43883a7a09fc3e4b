import { GalleryName, MAX_FACES, MaxFalseMatchRate } from '@facefleet/contracts';
import { DEFAULT_GALLERY } from '@facefleet/gallery';
import { z } from 'zod';

/** Options that several questions have, as they come in forms: strings. */
export const GalleryOption = GalleryName.default(DEFAULT_GALLERY);
export const MaxFacesOption = z.coerce.number().int().min(1).max(MAX_FACES).default(MAX_FACES);
export const MaxFalseMatchRateOption = z.coerce.number().pipe(MaxFalseMatchRate);

/** The same for the documentation. */
export const GALLERY_FIELD = { type: 'string', default: DEFAULT_GALLERY } as const;
export const MAX_FACES_FIELD = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_FACES,
  default: MAX_FACES,
  description: 'The largest faces are answered, at most so many.',
} as const;
