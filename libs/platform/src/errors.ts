import type { ErrorCode } from '@facefleet/contracts';

/**
 * A failure that was foreseen and that somebody outside can do something about. `code` is stable, `message` is the
 * sentence a client reads. Everything else that is thrown is a bug or an outage and stays inside.
 */
export class ExpectedError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ExpectedError';
  }
}

/** Text of anything thrown, for logs. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
