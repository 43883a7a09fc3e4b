import type { components } from './generated/openapi';

type Schemas = components['schemas'];
type Problem = Schemas['Problem'];
/** Why a result that was fetched is a failure. */
export type Failure = Pick<Problem, 'detail' | 'issues'> & { code: string };

/** A gateway that is newer than this client may know more codes. */
export type FacefleetErrorCode = Schemas['ErrorCode'] | (string & {});

/** The gateway said no, and why: switch on `code`. */
export class FacefleetError extends Error {
  constructor(
    readonly code: FacefleetErrorCode,
    readonly detail: string,
    /** HTTP status; undefined where the request was accepted and its result is a failure. */
    readonly status?: number,
    /** Names the answer in the gateway's logs. */
    readonly requestId?: string,
    /** What is wrong with the face, of `face-unsuitable`. */
    readonly issues?: Problem['issues'],
    /** The code in words; undefined where nobody gave any. */
    readonly title?: string,
  ) {
    super(`${code}: ${detail}`);
    this.name = 'FacefleetError';
  }

  static ofResult({ code, detail, issues }: Failure): FacefleetError {
    return new FacefleetError(code, detail, undefined, undefined, issues);
  }

  /** Of an answer that is no success. Something between us and the gateway may have written it: `http-502`. */
  static async of(response: Response): Promise<FacefleetError> {
    const text = await response.text().catch(() => '');
    const problem = problemIn(text);
    if (problem === undefined) {
      const what = response.statusText || 'no reason given';
      return new FacefleetError(`http-${response.status}`, what, response.status);
    }
    const { code, detail, requestId, issues, title } = problem;
    return new FacefleetError(code, detail, response.status, requestId, issues, title);
  }
}

/** There was no answer at all. */
export class FacefleetUnreachable extends Error {
  constructor(url: string, cause: unknown) {
    super(`${url} cannot be reached: ${reasonOf(cause)}`, { cause });
    this.name = 'FacefleetUnreachable';
  }
}

function problemIn(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null;
    return typeof value?.code === 'string' && typeof value.detail === 'string'
      ? (value as Problem)
      : undefined;
  } catch {
    return undefined;
  }
}

/** fetch says "fetch failed", and what failed in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof AggregateError) return reasonOf(error.cause.errors[0]);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
