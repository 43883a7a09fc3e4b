import { ErrorCode, QualityIssue } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: ErrorCode.describe('Stable: switch on this.'),
    detail: z.string().describe('What is wrong with this request and what to do.'),
    issues: z.array(QualityIssue).optional().describe('What is wrong with the face, of `face-unsuitable`.'),
    requestId: z.string().describe('Names this answer in our logs.'),
  })
  .meta({ title: 'Problem', description: 'RFC 9457 problem details' });
export type Problem = z.infer<typeof Problem>;

export class ProblemDto extends createZodDto(Problem) {}
