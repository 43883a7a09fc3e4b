import { ErrorCode, GalleryName } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const ID_EXAMPLE = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const FROM_EXAMPLE = 'dlib-resnet-flip';
const TO_EXAMPLE = 'face-reidentification-retail-0095';
const DEFAULT_MINIMUM_SHARE = 0.99;

const MinimumShare = z
  .number()
  .min(0)
  .max(1)
  .describe(
    'The part of the faces, 0 to 1, that must have an embedding by the new model for the gallery to be switched. With less the change ends as `failed`, and nothing has changed.',
  );

const ModelChangeRequest = z
  .strictObject({
    model: z.string().min(1).max(64).describe('One of `GET /v1/models`.'),
    minimumShare: MinimumShare.default(DEFAULT_MINIMUM_SHARE),
  })
  .meta({ title: 'ModelChangeRequest', example: { model: TO_EXAMPLE } });

const ModelChange = z.object({
  id: z.uuidv7().meta({ example: ID_EXAMPLE }),
  gallery: GalleryName,
  status: z
    .enum(['embedding', 'switched', 'failed', 'cancelled'])
    .describe(
      '`embedding`: under way, recognitions go by the old model; `switched`: done; `failed`: too many faces could not be embedded, and the old model stays.',
    ),
  from: z.string().meta({ example: FROM_EXAMPLE }),
  to: z.string().meta({ example: TO_EXAMPLE }),
  minimumShare: MinimumShare.meta({ example: DEFAULT_MINIMUM_SHARE }),
  total: z
    .number()
    .int()
    .min(0)
    .nullable()
    .describe('Faces that lacked an embedding by the new model; null while they are being listed.'),
  done: z.number().int().min(0).describe('Of these, those that have one now.'),
  failed: z
    .number()
    .int()
    .min(0)
    .describe('Of these, those that could not get one. Nobody finds them by the new model.'),
  failures: z
    .array(z.object({ faceId: z.string(), code: ErrorCode, detail: z.string() }))
    .describe('Some of the faces that failed, and why. Enrol them again with other photographs.'),
  startedAt: z.iso.datetime(),
  location: z.string().meta({ example: '/v1/galleries/default/model' }),
});
export type ModelChange = z.infer<typeof ModelChange>;

const GalleryModel = z.object({
  gallery: GalleryName,
  model: z.string().describe('What faces are compared by at the moment.').meta({ example: TO_EXAMPLE }),
  previousModel: z
    .string()
    .nullable()
    .describe(
      'What they were compared by before; null where the model never changed. The way back needs no time: the embeddings are still there.',
    )
    .meta({ example: FROM_EXAMPLE }),
  faces: z.number().int().min(0).meta({ example: 117 }),
  facesWithout: z
    .number()
    .int()
    .min(0)
    .describe(
      'Enrolled faces without an embedding by this model, which are not found. `POST` with the same model tries them again.',
    )
    .meta({ example: 0 }),
  change: ModelChange.nullable().describe('The last change, finished or not; null where there was none.'),
});
export type GalleryModel = z.infer<typeof GalleryModel>;

export class ModelChangeRequestDto extends createZodDto(ModelChangeRequest) {}
export class ModelChangeDto extends createZodDto(ModelChange.meta({ title: 'ModelChange' })) {}
export class GalleryModelDto extends createZodDto(GalleryModel.meta({ title: 'GalleryModel' })) {}
