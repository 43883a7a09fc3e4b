import type { ErrorCode, QualityIssue } from '@facefleet/contracts';

/**
 * A failure that was foreseen and that somebody outside can do something about. `code` is stable, `message` is the
 * sentence a client reads. Everything else that is thrown is a bug or an outage and stays inside.
 */
export class ExpectedError extends Error {
  /** What is wrong with the face, of `face-unsuitable`. */
  readonly issues: QualityIssue[] | undefined;
  /** When another try may go better, of `overloaded` [s] */
  readonly retryAfterS: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions & { issues?: QualityIssue[]; retryAfterS?: number },
  ) {
    super(message, options);
    this.name = 'ExpectedError';
    this.issues = options?.issues;
    this.retryAfterS = options?.retryAfterS;
  }
}

/** Text of anything thrown, for logs. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
