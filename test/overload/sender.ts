import { Agent, request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';

export interface Answer {
  status: number;
  retryAfterS: number | undefined;
  body: unknown;
  /** From the first byte sent to the last received [ms] */
  tookMs: number;
}

const BOUNDARY = 'facefleet-overload';
const HEAD = Buffer.from(
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

/** Asks who is in an image, at as little cost as possible: the load must not be what is measured. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  /** @throws where the connection fails */
  async send(key: string, image: Uint8Array): Promise<Answer> {
    const body = Buffer.concat([HEAD, image, TAIL]);
    const startedAtMs = performance.now();
    const sending = request(`${this.url}/v1/recognitions`, {
      method: 'POST',
      agent: this.agent,
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
        'Content-Length': body.length,
      },
    });
    sending.end(body);
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    const tookMs = performance.now() - startedAtMs;
    const retryAfter = response.headers['retry-after'];
    return {
      status: response.statusCode ?? 0,
      retryAfterS: retryAfter === undefined ? undefined : Number(retryAfter),
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
      tookMs,
    };
  }

  close(): void {
    this.agent.destroy();
  }
}
