import { uuidv7 } from '@facefleet/platform';
import type { Request } from 'express';

/**
 * What a client wants, however often it sends it: the id is chosen before the work begins and is the same each time the
 * client asks with the same `Idempotency-Key`.
 */
export class Attempt {
  constructor(
    /** Of what the request makes: a recognition, an enrolment. UUIDv7. */
    readonly id: string = uuidv7(),
    private accepted = false,
    private readonly onAccepted: () => void = () => undefined,
    /** An earlier request with the same key got so far that nobody knows whether it was accepted. */
    readonly isRepeated = accepted,
  ) {}

  /** An earlier request with the same key was accepted: its result is there, or will be. */
  get wasAccepted(): boolean {
    return this.accepted;
  }

  /** Runs `send`, which hands the work over, unless that was done before. */
  async accept(send: () => Promise<void>): Promise<void> {
    if (this.accepted) return;
    await send();
    this.accepted = true;
    this.onAccepted();
  }
}

const ATTEMPT = Symbol('attempt');
type WithAttempt = Request & { [ATTEMPT]?: Attempt };

export function setAttempt(request: Request, attempt: Attempt): void {
  (request as WithAttempt)[ATTEMPT] = attempt;
}

/** A new one where the client sent no key. */
export function attemptOf(request: Request): Attempt {
  return ((request as WithAttempt)[ATTEMPT] ??= new Attempt());
}
