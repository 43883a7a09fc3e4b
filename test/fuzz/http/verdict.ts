import { ErrorCode } from '@facefleet/contracts';
import type { RawAnswer } from './answer-reader';
import type { Conversation } from './conversation';
import type { Spoiling } from './spoiling';
import type { Target } from './target';

/** How a probe ended: `200`, `400 request-invalid`, `closed`; and what is wrong with that, if anything. */
export interface Verdict {
  end: string;
  flaw: string | undefined;
}

/** Of what every path can answer, whatever is done there. */
const EVERYWHERE: readonly ErrorCode[] = [
  'request-invalid',
  'request-too-large',
  'headers-too-large',
  'request-timeout',
  'not-found',
  'method-not-allowed',
  'image-missing',
];
/** Never the answer to a request, however it looks. */
const BROKEN: readonly ErrorCode[] = ['internal-error', 'processing-failed'];

/** What may be answered at all. */
export class Judge {
  private readonly statuses: ReadonlySet<number>;
  /** By code. */
  private readonly statusOf: ReadonlyMap<string, number>;

  /** @param statusOf the status of each code, as the document shows it */
  constructor(targets: readonly Target[], statusOf: ReadonlyMap<string, number>) {
    // 200 and 302 for the pages of /docs; 304 for those.
    this.statuses = new Set([200, 206, 301, 302, 304, ...targets.flatMap(({ statuses }) => statuses)]);
    this.statusOf = statusOf;
  }

  of(
    { answers, rest, end, wentOn }: Conversation,
    target: Target,
    spoiling: Spoiling,
    method: string,
  ): Verdict {
    const [first] = answers;
    if (end === 'silent') return { end: 'silence', flaw: 'No answer before the deadline' };
    if (first === undefined) {
      if (rest.length > 0)
        return { end: 'rubbish', flaw: `No answer by HTTP: ${rest.subarray(0, 200).toString('hex')}` };
      const flaw = spoiling.remains === 'none' ? undefined : 'The connection was closed without an answer';
      return { end: 'closed', flaw };
    }
    const flaws = answers.map((answer) => this.flawOf(answer, target, spoiling, method));
    const expected = wentOn ? 2 : 1;
    const isSmuggled = spoiling.onlyOneAnswer && answers.length > expected;
    const smuggled = isSmuggled ? `${answers.length} answers where ${expected} were asked for` : undefined;
    return { end: endOf(first), flaw: flaws.find((flaw) => flaw !== undefined) ?? smuggled };
  }

  private flawOf(
    answer: RawAnswer,
    target: Target,
    { remains }: Spoiling,
    method: string,
  ): string | undefined {
    const { status, headers, body } = answer;
    if (status < 400) {
      const allowed = remains === 'operation' ? target.statuses.includes(status) : this.statuses.has(status);
      return allowed ? undefined : `${status} is not documented`;
    }
    if (method === 'HEAD') return status >= 500 && status !== 503 ? `${status} to a HEAD` : undefined;
    const problem = problemIn(answer);
    if (problem === undefined)
      return `${status} without a problem: ${headers.get('content-type')} ${body.subarray(0, 300).toString()}`;
    if (BROKEN.includes(problem.code)) return `${status} ${problem.code}: ${problem.detail}`;
    const documented = this.statusOf.get(problem.code);
    if (problem.status !== status || (documented !== undefined && documented !== status))
      return `${problem.code} with status ${status}`;
    if (remains === 'operation' && ![...target.codes, ...EVERYWHERE].includes(problem.code))
      return `${problem.code} is not documented: ${problem.detail}`;
    return undefined;
  }
}

function endOf(answer: RawAnswer): string {
  const code = problemIn(answer)?.code;
  return code === undefined ? String(answer.status) : `${answer.status} ${code}`;
}

function problemIn({
  headers,
  body,
}: RawAnswer): { code: ErrorCode; status: number; detail: string } | undefined {
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  try {
    const problem = JSON.parse(body.toString()) as { code: string; status: number; detail: string };
    const code = ErrorCode.safeParse(problem.code);
    return code.success && problem.detail !== '' ? { ...problem, code: code.data } : undefined;
  } catch {
    return undefined;
  }
}
