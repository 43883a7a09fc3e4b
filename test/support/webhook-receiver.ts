import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export interface Delivery {
  id: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A real endpoint on a port of its own. */
export class WebhookReceiver {
  readonly heard: Delivery[] = [];
  /** Status for a delivery; undefined never answers. */
  answer: (delivery: Delivery) => number | undefined = () => 204;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const delivery = { id: String(request.headers['webhook-id']), headers: request.headers, body };
        receiver.heard.push(delivery);
        const status = receiver.answer(delivery);
        if (status !== undefined) response.writeHead(status).end('ignored');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** What was heard of this type, verified as receivers do. @throws when a signature is wrong */
  verified(secret: string, type: string): { id: string; type: string; timestamp: string; data: object }[] {
    return this.heard
      .map(({ id, headers, body }) => ({
        ...(new Webhook(secret).verify(body, headers as Record<string, string>) as Payload),
        id,
      }))
      .filter((payload) => payload.type === type);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

interface Payload {
  type: string;
  timestamp: string;
  data: object;
}
