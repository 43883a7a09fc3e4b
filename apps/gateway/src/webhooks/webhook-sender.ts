import type { LogEntry, Webhook } from '@facefleet/webhooks';
import { Clock, messageOf } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Webhook as Signer } from 'standardwebhooks';
import { GatewayOptions } from '../config';
import { AddressRefused, allowedLookup, refuseLiteral } from './allowed-lookup';

const TIMEOUT_MS = 10_000;
/** Nobody looks at what an endpoint answers: so much is read to let it finish, then the connection is cut. */
const MAX_ANSWER_BYTES = 4_096;

export type Attempt = Required<Pick<LogEntry, 'at' | 'durationMs'>> & Pick<LogEntry, 'statusCode' | 'error'>;

/** One signed POST to an endpoint, as Standard Webhooks prescribes it. Follows no redirect. */
@Injectable()
export class WebhookSender {
  constructor(
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @param signal cuts it off
   * @returns what came of it; never rejects
   */
  async send(webhook: Webhook, deliveryId: string, body: string, signal: AbortSignal): Promise<Attempt> {
    const startedAtMs = this.clock.nowMs();
    const tooLate = AbortSignal.timeout(TIMEOUT_MS);
    const outcome = await this.post(
      new URL(webhook.url),
      headersOf(webhook, deliveryId, body, new Date(startedAtMs)),
      body,
      AbortSignal.any([signal, tooLate]),
    ).then(
      (statusCode) => ({ statusCode }),
      (error: unknown) => ({ error: tooLate.aborted ? 'timeout' : causeOf(error) }),
    );
    return {
      at: new Date(startedAtMs).toISOString(),
      durationMs: this.clock.nowMs() - startedAtMs,
      ...outcome,
    };
  }

  /** @returns the status code */
  private async post(
    url: URL,
    headers: Record<string, string>,
    body: string,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const insecure = this.options.insecureWebhooks;
    if (url.protocol !== 'https:' && !insecure) throw new Error('not https');
    refuseLiteral(url, insecure);
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = send(url, {
        method: 'POST',
        headers,
        signal,
        agent: false, // a connection of its own, so that its address is looked up and checked each time
        lookup: allowedLookup(insecure),
      });
      request.once('response', resolve).once('error', reject).end(body);
    });
    await readSome(answer);
    return answer.statusCode;
  }
}

function headersOf(webhook: Webhook, deliveryId: string, body: string, at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Facefleet-Webhooks/1',
    'webhook-id': deliveryId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Signer(webhook.secret).sign(deliveryId, at, body),
  };
}

/** Its status is known: how the rest of the answer fares changes nothing. */
async function readSome(answer: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      bytes += (chunk as Buffer).length;
      if (bytes > MAX_ANSWER_BYTES) break; // which destroys it
    }
  } catch {
    answer.destroy();
  }
}

/** A word for the record: Node's error code where there is one. Nothing that the endpoint said. */
function causeOf(error: unknown): string {
  if (error instanceof AddressRefused) return 'address-refused';
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : messageOf(error).slice(0, 200);
}
