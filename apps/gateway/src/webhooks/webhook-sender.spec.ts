import { SystemClock, uuidv7 } from '@facefleet/platform';
import type { Webhook } from '@facefleet/webhooks';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayOptions } from '../config';
import { WebhookSender } from './webhook-sender';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = JSON.stringify({
  type: 'webhook.test',
  timestamp: '2026-11-23T12:00:00.000Z',
  data: { name: 'Ünï' },
});
const DELIVERY_ID = uuidv7();

describe('sending to an endpoint', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function endpoint(answer: RequestListener): Promise<Webhook> {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      id: uuidv7(),
      secret: SECRET,
      createdAt: '2026-11-23T12:00:00.000Z',
      url: `http://127.0.0.1:${port}/hook`,
      events: ['webhook.test'],
    };
  }
  const send = (webhook: Webhook, { insecure = true, signal = new AbortController().signal } = {}) =>
    new WebhookSender({ insecureWebhooks: insecure } as GatewayOptions, new SystemClock()).send(
      webhook,
      DELIVERY_ID,
      BODY,
      signal,
    );

  it('is signed so that the library of Standard Webhooks accepts it', async () => {
    let heard: { headers: IncomingHttpHeaders; body: string } | undefined;
    const webhook = await endpoint((request, response) => {
      void text(request).then((body) => {
        heard = { headers: request.headers, body };
        response.writeHead(204).end();
      });
    });
    expect(await send(webhook)).toMatchObject({ statusCode: 204 });
    expect(heard?.headers).toMatchObject({ 'webhook-id': DELIVERY_ID, 'content-type': 'application/json' });
    const headers = heard?.headers as Record<string, string>;
    expect(new Verifier(SECRET).verify(heard?.body ?? '', headers)).toEqual(JSON.parse(BODY));
    const others = new Verifier(`whsec_${Buffer.alloc(32, 8).toString('base64')}`);
    expect(() => others.verify(heard?.body ?? '', headers)).toThrow('No matching signature');
  });

  it('follows no redirect', async () => {
    const asked: (string | undefined)[] = [];
    const webhook = await endpoint((request, response) => {
      asked.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await send(webhook)).toMatchObject({ statusCode: 307 });
    expect(asked).toEqual(['/hook']);
  });

  it('does not read an answer without end', async () => {
    const webhook = await endpoint((_request, response) => {
      const more = () => response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more));
      response.writeHead(200);
      more();
    });
    expect(await send(webhook)).toMatchObject({ statusCode: 200 });
  });

  it('connects to no address of this machine, by number or by name, unless that is switched on', async () => {
    let asked = 0;
    const webhook = await endpoint((_request, response) => {
      asked += 1;
      response.end();
    });
    const { port } = new URL(webhook.url);
    for (const url of [`https://127.0.0.1:${port}/`, `https://localhost:${port}/`]) {
      expect(await send({ ...webhook, url }, { insecure: false })).toMatchObject({
        error: 'address-refused',
      });
    }
    expect(await send(webhook, { insecure: false })).toMatchObject({ error: 'not https' });
    expect(asked).toBe(0);
  });

  it('says why there was no answer', async () => {
    const webhook = await endpoint((request) => request.socket.destroy());
    expect(await send(webhook)).toMatchObject({ error: 'ECONNRESET' });
    server?.close();
    await once(server as Server, 'close');
    expect(await send(webhook)).toMatchObject({ error: 'ECONNREFUSED' });
  });

  it('is cut off when it is told to', async () => {
    const stop = new AbortController();
    const webhook = await endpoint(() => stop.abort());
    expect(await send(webhook, { signal: stop.signal })).toMatchObject({ error: 'ABORT_ERR' });
  });
});
