/**
 * What kind of failure it was, as far as it makes a difference to whoever called.
 * - `insufficient-capacity`, `limit-exceeded`: this offering cannot be had now, another one perhaps can.
 * - `throttled`: too many calls; the same one later.
 * - `unauthorised`: no time repairs it.
 * - `idempotency-mismatch`: the token stands for another call, or for an instance that is gone.
 */
export type InstanceErrorKind =
  | 'insufficient-capacity'
  | 'limit-exceeded'
  | 'throttled'
  | 'unauthorised'
  | 'idempotency-mismatch'
  | 'other';

/** A call to EC2 that failed. The message begins with EC2's own code, which an operator can look up. */
export class InstanceError extends Error {
  constructor(
    readonly kind: InstanceErrorKind,
    /** `refused`: EC2 did nothing. `unknown`: it may have done what it was asked all the same. */
    readonly outcome: 'refused' | 'unknown',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'InstanceError';
  }
}
