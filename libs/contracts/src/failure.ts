import { z } from 'zod';
import { JobProblem } from './errors';
import { QualityIssue } from './quality';

/** What every job that failed for good says. */
export const failure = {
  status: z.literal('failed'),
  error: z.object({
    code: JobProblem,
    detail: z.string().describe('What is wrong and what to do.'),
    issues: z.array(QualityIssue).optional().describe('What is wrong with the face, of `face-unsuitable`.'),
  }),
};
