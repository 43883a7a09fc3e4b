import { z } from 'zod';

const MAX_JOBS_A_PAGE = 100;

/** Of a list of jobs. */
export const JobListQuery = z.object({
  cursor: z.uuidv7().toLowerCase().optional().describe('`nextCursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(MAX_JOBS_A_PAGE).default(20),
});
export type JobListQuery = z.infer<typeof JobListQuery>;

export const nextCursor = z
  .uuidv7()
  .nullable()
  .describe('null: this is the last page. Others may be short, too.');
