import { HttpRequest } from '@smithy/core/protocols';
import type { AuthScheme, EndpointV2, HttpHandlerOptions, HttpResponse, RequestSigner } from '@smithy/types';
import type { Readable } from 'node:stream';

/** What is used of an SDK client's configuration. */
export interface DirectConfig {
  requestHandler: {
    handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
  };
  signer: (scheme?: AuthScheme) => Promise<RequestSigner>;
  /** What the SDK has learnt of this machine's clock [ms] */
  systemClockOffset: number;
}

export interface DirectCall {
  method: 'GET' | 'PUT' | 'POST';
  /** Below the endpoint's, escaped, without a leading slash. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** The signature need not cover the body where TLS protects it. */
  unsignedBody?: boolean;
  /** Of the body, in hexadecimal digits, for a signature that covers it: else it is hashed for that. */
  bodySha256?: string;
  signal?: AbortSignal;
}

export interface DirectAnswer {
  statusCode: number;
  body: Buffer;
}

const BODY_SHA256 = 'x-amz-content-sha256';
const UNSIGNED = { [BODY_SHA256]: 'UNSIGNED-PAYLOAD' };

interface Place {
  url: URL;
  signer: RequestSigner;
}

/**
 * Calls with the SDK's endpoint, credentials, signature and connections, past everything else that it does around a call,
 * which takes four times as long (ADR 21). For the few calls that each image costs. Whoever makes one asks the SDK
 * itself where it did not succeed: that tries again, and knows each error.
 */
export class DirectCalls {
  private place: Promise<Place | undefined> | undefined;

  /** @param endpoint asked for once */
  constructor(
    private readonly config: DirectConfig,
    private readonly endpoint: () => Promise<EndpointV2>,
  ) {}

  /**
   * @returns whatever was answered; undefined where nothing was
   * @throws what `signal` was aborted with
   */
  async send({
    method,
    path,
    headers,
    body,
    unsignedBody,
    bodySha256,
    signal,
  }: DirectCall): Promise<DirectAnswer | undefined> {
    try {
      this.place ??= this.findPlace().catch(() => undefined);
      const place = await this.place;
      if (place === undefined) return undefined;
      const { url, signer } = place;
      const request = new HttpRequest({
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        port: url.port === '' ? undefined : Number(url.port),
        path: `${url.pathname.replace(/\/$/, '')}/${path}`,
        headers: {
          ...headers,
          host: url.host,
          ...lengthOf(body),
          ...(unsignedBody === true && url.protocol === 'https:' ? UNSIGNED : {}),
          ...(bodySha256 === undefined ? {} : { [BODY_SHA256]: bodySha256 }),
        },
        body,
      });
      const signingDate = new Date(Date.now() + this.config.systemClockOffset);
      const signed = await signer.sign(request, { signingDate });
      const { response } = await this.config.requestHandler.handle(new HttpRequest(signed), {
        abortSignal: signal,
      });
      return { statusCode: response.statusCode, body: await bytesOf(response.body as Readable) };
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  }

  /** undefined where the place wants another signature than the usual one */
  private async findPlace(): Promise<Place | undefined> {
    const { url, properties } = await this.endpoint();
    const schemes = properties?.authSchemes;
    const scheme = schemes?.[0];
    if (scheme !== undefined && scheme.name !== 'sigv4') return undefined;
    return { url, signer: await this.config.signer(scheme) };
  }
}

function lengthOf(body: string | Uint8Array | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

/** The SDK's own way of collecting a body copies it twice, and a loop over its chunks takes as long once more. */
export function bytesOf(body: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on('data', (chunk: Buffer) => chunks.push(chunk));
    body.once('end', () => resolve(Buffer.concat(chunks)));
    body.once('error', reject);
    body.once('close', () => {
      if (!body.readableEnded) reject(new Error('The connection was closed before the body had ended'));
    });
  });
}
