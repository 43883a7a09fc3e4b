import { Clock, ExpectedError, messageOf, uuidv7 } from '@facefleet/platform';
import { ErasureBook, traceOf } from '@facefleet/privacy';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { PROBLEMS } from '../problems/problems';
import { Attempt, setAttempt } from './attempt';
import { Answer, type Claim } from './claim';
import { Claims } from './claims';
import { fingerprintOf } from './fingerprint';
import { claimName, seal, unseal } from './seal';

export interface IdempotentCall {
  apiKey: string;
  idempotencyKey: string;
  resumes: boolean;
}

/** Longer than any handler takes: who has not answered by then died. */
const DEAD_AFTER_MS = 15 * 60_000;
const RETRY_AFTER_S = '1';
/** What a replayed answer has to say beside its body. */
const HEADERS = ['location', 'retry-after', 'preference-applied', 'cache-status'];

/** Whatever names people says of which gallery they are. */
const GalleryOf = z.object({ gallery: z.string() });

interface Running {
  fingerprint: string;
  ended: Promise<void>;
}

/**
 * One effect and one answer for each idempotency key:
 *
 *     new --claim--> running --answer below 500--> answered, told again for a day
 *                       |------5xx, 429, 400-----> free again
 *                       '---client or gateway went away: the claim stays. A handler that `resumes` is run again
 *                           with the same id; of another one the key is free once nobody can be running it any more.
 */
@Injectable()
export class Idempotency {
  private readonly logger = new Logger(Idempotency.name);
  private readonly running = new Map<string, Running>();

  constructor(
    @Inject(Claims) private readonly claims: Claims,
    @Inject(ErasureBook) private readonly erasures: ErasureBook,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @returns what `handle` returns, or returned the first time
   * @throws ExpectedError as `handle`, and `idempotency-key-reused`, `idempotency-key-in-use`, `service-unavailable`
   */
  async once(
    call: IdempotentCall,
    request: Request,
    response: Response,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    const name = claimName(call.apiKey, call.idempotencyKey);
    const fingerprint = fingerprintOf(request);
    for (let first = this.running.get(name); first !== undefined; first = this.running.get(name)) {
      if (first.fingerprint !== fingerprint) throw reused();
      if (!call.resumes) throw inUse(response);
      await first.ended;
    }
    let end: () => void = () => undefined;
    this.running.set(name, { fingerprint, ended: new Promise((resolve) => (end = resolve)) });
    try {
      const { claim, isRepeated } = await this.claim(name, fingerprint, call, response);
      if (claim.answer !== undefined) return await this.tellAgain(claim, claim.answer, name, call, response);
      return await this.run(claim, isRepeated, name, call, request, response, handle);
    } finally {
      this.running.delete(name);
      end();
    }
  }

  /** The claim under which to run, or one with an answer; repeated: somebody has run under it before. */
  private async claim(
    name: string,
    fingerprint: string,
    { resumes }: IdempotentCall,
    response: Response,
  ): Promise<{ claim: Claim; isRepeated: boolean }> {
    const fresh: Claim = { v: 1, fingerprint, id: uuidv7(), atMs: this.clock.nowMs(), accepted: false };
    const holding = (await this.claims.find(name)) ?? (await this.claims.take(name, fresh));
    if (holding === fresh) return { claim: fresh, isRepeated: false };
    if (holding.fingerprint !== fingerprint) throw reused();
    if (holding.answer !== undefined || resumes) return { claim: holding, isRepeated: true };
    if (fresh.atMs - holding.atMs < DEAD_AFTER_MS) throw inUse(response);
    await this.claims.save(name, fresh);
    return { claim: fresh, isRepeated: false };
  }

  private async run(
    claim: Claim,
    isRepeated: boolean,
    name: string,
    { apiKey, resumes }: IdempotentCall,
    request: Request,
    response: Response,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    let current = claim;
    let written = Promise.resolve(); // one after the other: what was written last is to stay
    const change = (changes: Partial<Claim>) => {
      current = { ...current, ...changes };
      const next = current;
      written = written
        .then(() => this.claims.save(name, next))
        .catch((error: unknown) =>
          this.logger.warn({ claim: name, error: messageOf(error) }, 'claim not written'),
        );
      return written;
    };
    const keep = (answer: Answer) => change({ answer: seal(apiKey, name, JSON.stringify(answer)) });
    const accepted = () => void change({ accepted: true });
    setAttempt(request, new Attempt(claim.id, claim.accepted, accepted, isRepeated));
    try {
      const body = await handle();
      // Nobody heard this answer, which may be no more than that there is none yet: the next one gets a better one.
      if (!(resumes && response.destroyed)) {
        await keep({ status: response.statusCode, headers: headersOf(response), body });
      }
      return body;
    } catch (error) {
      const failure = lastingFailure(error);
      if (failure) await keep(failure);
      else await written.then(() => this.release(name, claim));
      throw error;
    }
  }

  private async tellAgain(
    claim: Claim,
    sealed: string,
    name: string,
    { apiKey }: IdempotentCall,
    response: Response,
  ): Promise<unknown> {
    const { status, headers, body, error } = Answer.parse(JSON.parse(unseal(apiKey, name, sealed)));
    if (await this.namesSomebodyErased(body, claim.atMs)) {
      // In its place for as long as it would have been told: a client that only tries again must not bring them back.
      const gone = JSON.stringify(lastingFailure(erased()));
      await this.claims.save(name, { ...claim, answer: seal(apiKey, name, gone) });
      throw erased();
    }
    response.setHeader('Idempotency-Replayed', 'true');
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
    if (error) throw new ExpectedError(error.code, error.detail, { issues: error.issues });
    response.status(status);
    return body;
  }

  /** Nobody but who has the API key can read the answers, so they are not found when somebody is erased. */
  private async namesSomebodyErased(body: unknown, answeredAtMs: number): Promise<boolean> {
    const gallery = GalleryOf.safeParse(body).data?.gallery;
    if (gallery === undefined) return false;
    const traces = await this.erasures.traces(gallery);
    const since = [...traces].filter(([, atMs]) => atMs > answeredAtMs);
    if (since.length === 0) return false;
    const erasedSince = new Set(since.map(([trace]) => trace));
    return [...textsIn(body)].some((text) => erasedSince.has(traceOf(gallery, text)));
  }

  private async release(name: string, claim: Claim): Promise<void> {
    await this.claims
      .release(name, claim)
      .catch((error: unknown) =>
        this.logger.warn({ claim: name, error: messageOf(error) }, 'claim not released'),
      );
  }
}

/** @returns undefined for what may go better the next time, or was refused before anything was done */
function lastingFailure(error: unknown): Answer | undefined {
  if (!(error instanceof ExpectedError)) return undefined;
  const { status } = PROBLEMS[error.code];
  if (status >= 500 || status === 429 || status === 400) return undefined;
  const { code, message: detail, issues } = error;
  return { status, headers: {}, error: { code, detail, issues } };
}

function headersOf(response: Response): Record<string, string> {
  const given = HEADERS.map((name) => [name, response.getHeader(name)] as const);
  return Object.fromEntries(
    given.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member);
}

function erased(): ExpectedError {
  return new ExpectedError(
    'answer-erased',
    'The answer to the first request with this Idempotency-Key named somebody who was erased since. Send the request with a new key.',
  );
}

function reused(): ExpectedError {
  return new ExpectedError(
    'idempotency-key-reused',
    'This Idempotency-Key came with another request before. Take a new one for each request.',
  );
}

function inUse(response: Response): ExpectedError {
  response.setHeader('Retry-After', RETRY_AFTER_S);
  return new ExpectedError(
    'idempotency-key-in-use',
    'The first request with this Idempotency-Key has not been answered yet. Try again in a moment.',
  );
}
