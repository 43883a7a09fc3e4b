import {
  ErrorCode,
  GalleryName,
  ItemWarnings,
  JobProgress,
  JobState,
  MAX_JOB_ITEMS,
  OutcomeStatus,
  PersonId,
  PersonName,
} from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { JobListQuery, nextCursor } from '../bulk/job-list.dto';

const ID_EXAMPLE = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';

export class ImportPath extends createZodDto(z.object({ gallery: GalleryName, id: z.uuid() })) {}

const ImportRequest = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          key: z.string().describe('Of an image that was uploaded to a URL of `POST /v1/uploads`.'),
          personId: PersonId,
          name: PersonName.optional().describe('What people read.'),
        }),
      )
      .min(1)
      .max(MAX_JOB_ITEMS),
  })
  .meta({
    title: 'ImportRequest',
    example: { items: [{ key: `uploads/${ID_EXAMPLE}/0`, personId: 'ada', name: 'Ada Lovelace' }] },
  });
export const parseImportRequest = (value: unknown) => ImportRequest.safeParse(value);

const Import = z.object({
  id: z.uuidv7(),
  status: JobState,
  gallery: GalleryName,
  ...JobProgress.omit({ state: true }).shape,
  createdAt: z.iso.datetime(),
  location: z.string().meta({ example: `/v1/galleries/default/imports/${ID_EXAMPLE}` }),
});
export type Import = z.infer<typeof Import>;

const Imports = z.object({ imports: z.array(Import), nextCursor });
export type Imports = z.infer<typeof Imports>;

const ItemStatus = z.enum([...OutcomeStatus.options, 'pending']);

const ImportedImage = z.object({
  index: z.number().int().min(0).describe('Its place in the import, from 0.'),
  name: z.string().describe('Its path in the archive, or the key of the upload.'),
  personId: PersonId.nullable().describe('null: its place in the archive says nothing that can be an id.'),
  status: ItemStatus,
  faceId: z.uuidv7().nullable().describe('Of the enrolled face; null unless it succeeded.'),
  warnings: ItemWarnings.describe('As of the enrolment.'),
  location: z.string().nullable().describe('Of the enrolment; null unless it was tried.'),
  error: z.object({ code: ErrorCode, detail: z.string() }).optional(),
});
export type ImportedImage = z.infer<typeof ImportedImage>;

const ImportedImages = z.object({
  items: z.array(ImportedImage),
  nextCursor: z.string().nullable().describe('null: this is the last page. Others may be short, too.'),
});
export type ImportedImages = z.infer<typeof ImportedImages>;

const MAX_ITEMS_A_PAGE = 1_000;

const ImportItemsQuery = z.object({
  cursor: z.coerce.number().int().min(0).max(MAX_JOB_ITEMS).default(0),
  limit: z.coerce.number().int().min(1).max(MAX_ITEMS_A_PAGE).default(100),
  status: ItemStatus.optional().describe('Only items with this status.'),
});

export class ImportRequestDto extends createZodDto(ImportRequest) {}
export class ImportDto extends createZodDto(Import.meta({ title: 'Import' })) {}
export class ImportsDto extends createZodDto(Imports.meta({ title: 'Imports' })) {}
export class ImportListQueryDto extends createZodDto(JobListQuery) {}
export class ImportedImagesDto extends createZodDto(ImportedImages.meta({ title: 'ImportedImages' })) {}
export class ImportItemsQueryDto extends createZodDto(ImportItemsQuery) {}
