import { GalleryName, MaxFalseMatchRate, ModelName, Retention } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { ErasureStarted } from '../erasures/erasures.dto';

export class GalleryPath extends createZodDto(z.object({ gallery: GalleryName })) {}

const settings = {
  maxFalseMatchRate: MaxFalseMatchRate.describe(
    'How often a search may name somebody who is not in the gallery; a request may say otherwise.',
  ),
  retention: Retention.describe(
    'What becomes of images that are asked about, and of the answers. `keep`: nothing. A time, `12h` or `30d`: both are gone so long after the answer was stored, batches with the names of their files so long after their end; a sweep of some minutes comes on top. `none`: the image goes once the answer is stored, whether it was sent or uploaded before, and the answer after a day. What a gallery says counts for what was there before it, too. Enrolment photographs are kept in any case. Where nothing is said, `FACEFLEET_RETENTION` counts.',
  ),
};

const Gallery = z.object({
  name: GalleryName,
  model: z.string().describe('The embedding model; of a gallery without faces the one it will get.'),
  ...settings,
  people: z.number().int().meta({ example: 41 }),
  faces: z.number().int().meta({ example: 117 }),
  version: z.string().describe('Another one whenever the gallery has changed.'),
});
export type Gallery = z.infer<typeof Gallery>;

const GalleryList = z.object({ galleries: z.array(Gallery).describe('By name.') });
export type GalleryList = z.infer<typeof GalleryList>;

const NewGallery = z.strictObject({
  name: GalleryName,
  model: ModelName.optional().describe(
    'The embedding model, one of `GET /v1/models`; the default one where none is named.',
  ),
  maxFalseMatchRate: settings.maxFalseMatchRate.optional(),
  retention: settings.retention.optional(),
});
export type NewGallery = z.infer<typeof NewGallery>;

const GallerySettings = z
  .strictObject(settings)
  .partial()
  .refine((wanted) => Object.keys(wanted).length > 0, 'name at least one setting');

const GalleryRemoval = z.object({
  gallery: GalleryName,
  removedPeople: z.number().int().meta({ example: 41 }),
  removedFaces: z.number().int().meta({ example: 117 }),
  removedImages: z.number().int().describe('Enrolment photographs.').meta({ example: 117 }),
  removedEntries: z.number().int().describe("Objects of the gallery's log.").meta({ example: 12 }),
  removedSegments: z.number().int().describe('Snapshots.').meta({ example: 1 }),
  droppedAnswers: z
    .number()
    .int()
    .describe('Cached results and answers of this gallery.')
    .meta({ example: 9 }),
  erasure: ErasureStarted.describe(
    'Stored answers, images that were asked about, batches and imports are deleted from now on: how far that is.',
  ),
});
export type GalleryRemoval = z.infer<typeof GalleryRemoval>;

export class GalleryDto extends createZodDto(Gallery.meta({ title: 'Gallery' })) {}
export class GalleryListDto extends createZodDto(GalleryList.meta({ title: 'GalleryList' })) {}
export class NewGalleryDto extends createZodDto(NewGallery.meta({ title: 'NewGallery' })) {}
export class GallerySettingsDto extends createZodDto(GallerySettings.meta({ title: 'GallerySettings' })) {}
export class GalleryRemovalDto extends createZodDto(GalleryRemoval.meta({ title: 'GalleryRemoval' })) {}
