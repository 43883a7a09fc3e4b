import type { ErrorCode } from '@facefleet/contracts';
import { uuidv7 } from '@facefleet/platform';
import type { Problem } from './problem.dto';
import { PROBLEMS } from './problems';

/** What a client is told. @param detail what is wrong with this request and what to do */
export function problemOf(
  code: ErrorCode,
  detail: string,
  { issues, requestId = uuidv7() }: Partial<Pick<Problem, 'issues' | 'requestId'>> = {},
): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: `urn:facefleet:problem:${code}`, title, status, code, detail, issues, requestId };
}
