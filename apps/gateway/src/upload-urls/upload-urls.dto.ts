import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { MAX_UPLOADS } from './upload-key';

const PlannedFile = z.strictObject({
  name: z.string().max(500).describe('As you call it: comes back with its URL.'),
  contentType: z
    .string()
    .regex(/^[\x21-\x7e]+\/[\x20-\x7e]+$/, 'a media type such as image/jpeg')
    .max(100)
    .optional()
    .describe('Comes back as a header to send. What the file is, is seen by its content.'),
  size: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      'Bytes. The store then takes exactly so many; without it a larger file fails when it is looked at.',
    ),
});

const UploadsRequest = z
  .strictObject({
    count: z.number().int().min(1).max(MAX_UPLOADS).optional().describe('So many, whatever they are.'),
    files: z.array(PlannedFile).min(1).max(MAX_UPLOADS).optional(),
  })
  .refine(({ count, files }) => (count === undefined) !== (files === undefined), 'say either count or files')
  .meta({ title: 'UploadsRequest', example: { files: [{ name: 'door-1.jpg', contentType: 'image/jpeg' }] } });
export type UploadsRequest = z.infer<typeof UploadsRequest>;

const Upload = z.object({
  key: z
    .string()
    .describe('Names the image in a batch.')
    .meta({ example: 'uploads/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11/0' }),
  name: z.string().optional(),
  method: z.literal('PUT'),
  url: z.string().describe('Send the bytes of the file here, and nothing else, without your API key.'),
  headers: z.record(z.string(), z.string()).describe('Send these with it.'),
});

const Uploads = z.object({
  id: z.uuidv7(),
  expiresAt: z.iso.datetime().describe('The URLs cannot be used afterwards.'),
  uploads: z.array(Upload),
});
export type Uploads = z.infer<typeof Uploads>;

export class UploadsRequestDto extends createZodDto(UploadsRequest) {}
export class UploadsDto extends createZodDto(Uploads.meta({ title: 'Uploads' })) {}
