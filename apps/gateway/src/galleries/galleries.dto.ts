import { GalleryName, MaxFalseMatchRate } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export class GalleryPath extends createZodDto(z.object({ gallery: GalleryName })) {}

const Gallery = z.object({
  name: GalleryName,
  model: z.string().describe('The embedding model; of a gallery without faces the one it will get.'),
  maxFalseMatchRate: MaxFalseMatchRate.describe(
    'How often a search may name somebody who is not in the gallery; a request may say otherwise.',
  ),
  people: z.number().int().meta({ example: 41 }),
  faces: z.number().int().meta({ example: 117 }),
  version: z.string().describe('Another one whenever the gallery has changed.'),
});
export type Gallery = z.infer<typeof Gallery>;

export class GalleryDto extends createZodDto(Gallery.meta({ title: 'Gallery' })) {}
export class GallerySettingsDto extends createZodDto(
  z.strictObject({ maxFalseMatchRate: MaxFalseMatchRate }).meta({ title: 'GallerySettings' }),
) {}
