import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { JobListQuery, nextCursor } from '../bulk/job-list.dto';
import { LetterOutcome, LetterQueue } from './dead-letter';

const ID = '019338e2-7c1b-7a52-b1c8-6b1f0e9a4d73';
const REQUEST_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const NEW_REQUEST_ID = '019338ea-1f60-7d8e-a2b4-5c3d9e7f1a20';

const KINDS = [
  ...([
    'recognition',
    'enrolment',
    'detection',
    'comparison',
    'verification',
    'search',
    'embedding',
  ] as const),
  ...(['batch-start', 'import-start', 'model-start'] as const),
];

const RedrivenAs = z.object({
  id: z
    .uuidv7()
    .describe('Of the new request, or of the job that was started again.')
    .meta({ example: NEW_REQUEST_ID }),
  at: z.iso.datetime(),
  location: z
    .string()
    .nullable()
    .describe('Where its result is, or will be; null: it has none of its own.')
    .meta({ example: `/v1/recognitions/${NEW_REQUEST_ID}` }),
});

const DeadLetterView = z.object({
  id: z.uuidv7().meta({ example: ID }),
  queue: LetterQueue.describe('`bulk`: work of jobs; `requests`: all else.'),
  kind: z
    .enum(KINDS)
    .nullable()
    .describe('What it asked for: a request, or the start of a job. null: it cannot be read.'),
  requestId: z.uuidv7().nullable().describe('Of the request or of the job.').meta({ example: REQUEST_ID }),
  location: z
    .string()
    .nullable()
    .describe('Of the result or of the job, where it can be asked for.')
    .meta({ example: `/v1/recognitions/${REQUEST_ID}` }),
  outcome: LetterOutcome.describe(
    '`failed`: it has the result `failed`, and whoever waited was told. `sent-again`: the job was started again. `given-up`: that was tried too often, and what was left of the job has failed. `settled`: nothing was left to be done. `unreadable`: nobody could be told.',
  ),
  reason: z.string().meta({ example: 'It was tried 5 times and failed, or its worker died, each time.' }),
  open: z
    .boolean()
    .describe('Somebody should look: it is `failed`, `given-up` or `unreadable`, and was not redriven.'),
  redrivenAs: z.array(RedrivenAs).describe('The oldest first.'),
  firstSentAt: z.iso.datetime(),
  deliveries: z
    .number()
    .int()
    .describe('As SQS counts, its way through the dead-letter queue included.')
    .meta({ example: 7 }),
  putAsideAt: z.iso.datetime().describe('When it was read from the dead-letter queue.'),
  message: z.record(z.string(), z.unknown()).nullable().describe('null: it cannot be read.'),
  text: z.string().nullable().describe('The first 2,000 characters of what cannot be read.'),
});
export type DeadLetterView = z.infer<typeof DeadLetterView>;

const DeadLetterList = z.object({ deadLetters: z.array(DeadLetterView), nextCursor });
export type DeadLetterList = z.infer<typeof DeadLetterList>;

const RedriveView = z.object({
  id: z.uuidv7().describe('Of the dead letter.').meta({ example: ID }),
  redrivenAs: RedrivenAs,
});
export type RedriveView = z.infer<typeof RedriveView>;

export class DeadLetterPath extends createZodDto(z.object({ id: z.uuid().toLowerCase() })) {}
export class DeadLetterListQueryDto extends createZodDto(JobListQuery) {}
export class DeadLetterDto extends createZodDto(DeadLetterView.meta({ title: 'DeadLetter' })) {}
export class DeadLetterListDto extends createZodDto(DeadLetterList.meta({ title: 'DeadLetters' })) {}
export class RedriveDto extends createZodDto(RedriveView.meta({ title: 'Redrive' })) {}
