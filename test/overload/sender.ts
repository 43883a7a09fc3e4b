import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

export interface Answer {
  status: number;
  retryAfterS: number | undefined;
  /** Parsed where it is JSON, else the text: proxies have answers of their own. */
  body: unknown;
  /** From the first byte sent to the last received [ms] */
  tookMs: number;
}

const BOUNDARY = 'facefleet-overload';
const GALLERY = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="gallery"\r\n\r\n`;
const IMAGE = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

/** Asks who is in an image, at as little cost as possible: the load must not be what is measured. */
export class Sender {
  private readonly http;
  private readonly agent;
  private readonly head;

  constructor(
    private readonly url: string,
    gallery?: string,
  ) {
    this.http = url.startsWith('https:') ? https : http;
    this.agent = new this.http.Agent({ keepAlive: true });
    this.head = Buffer.from((gallery === undefined ? '' : `${GALLERY}${gallery}\r\n`) + IMAGE);
  }

  /** @throws where the connection fails */
  async send(key: string, image: Uint8Array): Promise<Answer> {
    const body = Buffer.concat([this.head, image, TAIL]);
    const startedAtMs = performance.now();
    const sending = this.http.request(`${this.url}/v1/recognitions`, {
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
      body: parsed(Buffer.concat(chunks).toString('utf8')),
      tookMs,
    };
  }

  close(): void {
    this.agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
