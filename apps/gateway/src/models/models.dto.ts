import { Calibration } from '@facefleet/models';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

const ModelPart = z.object({
  name: z.string().meta({ example: 'yunet-n' }),
  task: z.enum(['detector', 'landmarks', 'embedder']),
  licence: z.string().meta({ example: 'Apache-2.0' }),
  origin: z.string(),
  accuracy: z.string().nullable().describe('As measured, with the data it was measured on.'),
});

const EmbeddingModel = z.object({
  name: z.string().meta({ example: 'face-reidentification-retail-0095' }),
  set: z.string().describe('The set of models that it works in.').meta({ example: 'recommended' }),
  description: z.string(),
  installed: z.boolean().describe('Whether its networks lie in the models folder of this gateway.'),
  default: z.boolean().describe('Whether new galleries get this model.'),
  dimensions: z.number().int().meta({ example: 256 }),
  flip: z.boolean().describe('Whether the mirror image of each face is looked at too.'),
  parts: z.array(ModelPart).describe('The networks that an image goes through, each with its licence.'),
  calibration: Calibration.nullable().describe(
    'What a similarity of this model stands for, and how that was found. Without it no gallery can have the model.',
  ),
});

const Models = z.object({ models: z.array(EmbeddingModel) });
export type Models = z.infer<typeof Models>;

export class ModelsDto extends createZodDto(Models.meta({ title: 'Models' })) {}
