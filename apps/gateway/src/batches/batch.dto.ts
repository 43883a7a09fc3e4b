import {
  ErrorCode,
  GalleryName,
  JobProgress,
  JobState,
  MAX_FACES,
  MAX_JOB_ITEMS,
  MaxFalseMatchRate,
  OutcomeStatus,
  RecognitionResult,
} from '@facefleet/contracts';
import { DEFAULT_GALLERY } from '@facefleet/gallery';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { JobListQuery, nextCursor } from '../bulk/job-list.dto';

const ID_EXAMPLE = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

/** The same of every image. As form fields and query parameters they are strings. */
const BatchQuestion = z.object({
  gallery: GalleryName.default(DEFAULT_GALLERY).describe('Whom to look for.'),
  maxFaces: z.coerce.number().int().min(1).max(MAX_FACES).default(MAX_FACES),
  maxFalseMatchRate: z.coerce.number().pipe(MaxFalseMatchRate).optional(),
});
export type BatchQuestion = z.infer<typeof BatchQuestion>;
export const parseBatchQuestion = (value: unknown) => BatchQuestion.safeParse(value);

const BatchRequest = z
  .strictObject({
    keys: z
      .array(z.string())
      .min(1)
      .max(MAX_JOB_ITEMS)
      .describe('Of images that were uploaded to the URLs of `POST /v1/uploads`.'),
    ...BatchQuestion.shape,
  })
  .meta({
    title: 'BatchRequest',
    example: { keys: [`uploads/${ID_EXAMPLE}/0`, `uploads/${ID_EXAMPLE}/1`], gallery: 'default' },
  });
export const parseBatchRequest = (value: unknown) => BatchRequest.safeParse(value);

const Batch = z.object({
  id: z.uuidv7(),
  status: JobState,
  gallery: GalleryName,
  ...JobProgress.omit({ state: true }).shape,
  createdAt: z.iso.datetime(),
  location: z.string().meta({ example: `/v1/batches/${ID_EXAMPLE}` }),
});
export type Batch = z.infer<typeof Batch>;

const Batches = z.object({ batches: z.array(Batch), nextCursor });
export type Batches = z.infer<typeof Batches>;

const BatchListQuery = JobListQuery.extend({ gallery: GalleryName.default(DEFAULT_GALLERY) });

const ItemStatus = z.enum([...OutcomeStatus.options, 'pending']);

const BatchItem = z.object({
  index: z.number().int().min(0).describe('Its place in the batch, from 0.'),
  name: z.string().describe('The name of the file, or the key of the upload.'),
  status: ItemStatus,
  recognitionId: z.uuidv7().nullable().describe('null: there is none, because it was rejected or skipped.'),
  location: z.string().nullable().describe('Of the recognition.'),
  error: z.object({ code: ErrorCode, detail: z.string() }).optional(),
  result: RecognitionResult.optional().describe('With `include=result`, once there is one.'),
});
export type BatchItem = z.infer<typeof BatchItem>;

const BatchItems = z.object({
  items: z.array(BatchItem),
  nextCursor: z.string().nullable().describe('null: this is the last page. Others may be short, too.'),
});
export type BatchItems = z.infer<typeof BatchItems>;

const MAX_ITEMS_A_PAGE = 1_000;

const ItemsQuery = z.object({
  cursor: z.coerce.number().int().min(0).max(MAX_JOB_ITEMS).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_ITEMS_A_PAGE).default(100),
  status: ItemStatus.optional().describe('Only items with this status.'),
  include: z.literal('result').optional().describe('With results, of which a page has 100 at most.'),
});

export class BatchRequestDto extends createZodDto(BatchRequest) {}
export class BatchDto extends createZodDto(Batch.meta({ title: 'Batch' })) {}
export class BatchesDto extends createZodDto(Batches.meta({ title: 'Batches' })) {}
export class BatchListQueryDto extends createZodDto(BatchListQuery) {}
export class BatchItemsDto extends createZodDto(BatchItems.meta({ title: 'BatchItems' })) {}
export class ItemsQueryDto extends createZodDto(ItemsQuery) {}
