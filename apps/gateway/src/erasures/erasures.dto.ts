import { GalleryName } from '@facefleet/contracts';
import { ErasureCounts } from '@facefleet/privacy';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const counts = ErasureCounts.shape;

/** In the receipt of whoever removes somebody. */
export const ErasureStarted = z.object({
  id: z.uuidv7(),
  location: z.string().meta({ example: '/v1/erasures/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11' }),
});
export type ErasureStarted = z.infer<typeof ErasureStarted>;

const Erasure = z.object({
  id: z.uuidv7(),
  gallery: GalleryName,
  status: z
    .enum(['pending', 'finished'])
    .describe('`finished`: nothing names them any more. Who they were is not on record then.'),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  removed: z
    .object({
      removedResults: counts.removedResults.describe('Stored results that were about them alone.'),
      changedResults: counts.changedResults.describe('Stored results that named them among others.'),
      removedImages: counts.removedImages.describe(
        'Images that were sent and show them, uploads among them.',
      ),
      changedLists: counts.changedLists.describe('Lines in the lists of imports and batches.'),
      removedBatches: counts.removedBatches.describe('Of a gallery that was deleted; its imports, too.'),
      droppedAnswers: counts.droppedAnswers.describe('Cached results and answers.'),
    })
    .nullable()
    .describe('What went besides what the receipt of the removal says; null while it is pending.'),
});
export type Erasure = z.infer<typeof Erasure>;

export class ErasurePath extends createZodDto(z.object({ id: z.uuidv7() })) {}
export class ErasureDto extends createZodDto(Erasure.meta({ title: 'Erasure' })) {}

export const erasureStarted = (id: string): ErasureStarted => ({ id, location: `/v1/erasures/${id}` });
