import createClient, { type Client } from 'openapi-fetch';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArchiveBody, type ArchiveSource } from './archive-body';
import { FacefleetError, FacefleetUnreachable } from './facefleet-error';
import type { paths } from './generated/openapi';

export interface FacefleetOptions {
  /** Where the gateway is, e.g. `http://localhost:3000`. */
  url: string;
  key?: string;
  /** How often a request that was turned away for now (429, 503) is sent again, when the gateway says. */
  retries?: number;
}

/** Answers with a place to look at, and when, are asked for at this pace where the gateway names none [s]. */
const DEFAULT_RETRY_AFTER_S = 1;
const DEFAULT_RETRIES = 4;

type Headers = Record<string, string>;

/** The way to a gateway: with its key, again where it says so, and whatever is not a success is thrown. */
export class GatewayConnection {
  readonly url: string;
  /** Knows every path of the document. */
  readonly http: Client<paths>;
  private readonly headers: Headers;
  private readonly retries: number;

  constructor({ url, key, retries = DEFAULT_RETRIES }: FacefleetOptions) {
    this.url = url.replace(/\/+$/, '');
    this.retries = retries;
    this.headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    this.http = createClient<paths>({
      baseUrl: this.url,
      headers: this.headers,
      fetch: (request) => this.send(request),
    });
  }

  get(
    path: string,
    { headers, signal }: { headers?: Headers; signal?: AbortSignal } = {},
  ): Promise<Response> {
    return this.send(new Request(this.url + path, { signal, headers: { ...this.headers, ...headers } }));
  }

  /**
   * Sends a body while it is read, so it is sent once: nothing is tried again.
   * @throws also what the source throws
   */
  async postOnce(
    path: string,
    source: ArchiveSource,
    headers: Headers,
    signal?: AbortSignal,
  ): Promise<Response> {
    const body = new ArchiveBody(source);
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { ...this.headers, ...headers },
      body,
      duplex: 'half',
      signal,
    }).catch((error: unknown) => {
      throw body.error ?? this.noAnswer(error, signal);
    });
    if (!response.ok) throw await FacefleetError.of(response);
    return response;
  }

  /** Whoever aborts is told so. */
  noAnswer(error: unknown, signal?: AbortSignal): unknown {
    return signal?.aborted ? error : new FacefleetUnreachable(this.url, error);
  }

  private async send(request: Request): Promise<Response> {
    for (let retriesLeft = this.retries; ; retriesLeft--) {
      const response = await fetch(request.clone()).catch((error: unknown) => {
        throw this.noAnswer(error, request.signal);
      });
      if (response.ok) return response;
      const maySendAgain = (response.status === 429 || response.status === 503) && retriesLeft > 0;
      if (!maySendAgain || !response.headers.has('retry-after')) throw await FacefleetError.of(response);
      await response.body?.cancel();
      await sleep(retryAfterMs(response), undefined, { signal: request.signal });
    }
  }
}

export function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? DEFAULT_RETRY_AFTER_S);
  return (Number.isFinite(seconds) ? seconds : DEFAULT_RETRY_AFTER_S) * 1000;
}
