import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export const Pending = z
  .object({
    id: z.uuidv7(),
    status: z.literal('pending'),
    location: z
      .string()
      .describe('Where the result will be.')
      .meta({ example: '/v1/recognitions/019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11' }),
  })
  .meta({ title: 'Pending' });
export type Pending = z.infer<typeof Pending>;

export class PendingDto extends createZodDto(Pending) {}
