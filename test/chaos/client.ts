import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../fuzz/dice';
import type { Answer, Api } from '../support/api';
import type { Ledger } from './ledger';
import { canonical } from './verdict';
import type { Work } from './work';

/** A client gives up an attempt after so long, and asks again with the same idempotency key. */
const ATTEMPT_TIMEOUT_MS = 12_000;
const WAIT_S = 5;
const PAUSE_MS = [100, 800] as const;
/** One in so many asks again although it has its answer: that must change nothing. */
const ASKS_AGAIN = 10;

/** Sends requests as a careful client does: until each is accepted, every attempt under one idempotency key. */
export class Client {
  /** Answers that a client can only be told when something is wrong with what it asked. */
  readonly refusals: string[] = [];
  attempts = 0;

  constructor(
    private readonly api: Api,
    private readonly ledger: Ledger,
    private readonly dice: Dice,
    private readonly seed: number,
  ) {}

  /**
   * @param waits for the answer, else it is satisfied with being accepted
   * @returns the finished answer where it waited and got it
   */
  async send(index: number, work: Work, waits: boolean): Promise<Answer | undefined> {
    for (;;) {
      const answer = await this.attempt(index, work, waits);
      if (answer && answer.status < 300) {
        this.note(index, work, answer);
        if (this.dice.below(ASKS_AGAIN) === 0) {
          const again = await this.attempt(index, work, true);
          if (again && again.status < 300) this.note(index, work, again);
        }
        return answer.status === 202 ? undefined : answer;
      }
      if (answer && answer.status < 500 && answer.status !== 409 && answer.status !== 429) {
        this.refusals.push(`${index}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return undefined;
      }
      await sleep(this.dice.between(...PAUSE_MS));
    }
  }

  private async attempt(index: number, work: Work, waits: boolean): Promise<Answer | undefined> {
    const form = new FormData();
    for (const [name, value] of Object.entries(work.fields)) form.append(name, value);
    form.append('image', new Blob([new Uint8Array(work.jpeg)]), 'photo.jpg');
    this.attempts++;
    try {
      return await this.api.request('POST', work.path, {
        body: form,
        headers: {
          'Idempotency-Key': `chaos-${this.seed}-${index}`,
          Prefer: waits ? `wait=${WAIT_S}` : 'respond-async',
        },
        signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
      });
    } catch {
      return undefined; // nobody can know whether it was accepted
    }
  }

  private note(index: number, work: Work, { status, body }: Answer): void {
    const { id } = body as { id: string };
    this.ledger.accepted(index, work, id);
    if (status !== 202) this.ledger.saw(index, canonical(body));
  }
}
