import { ExpressAdapter } from '@nestjs/platform-express';
import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { createServer, type RequestListener } from 'node:http';
import { type ConnectionLimits, MAX_HEADER_BYTES } from './connection-limits';

/** What Nest sends in ways of its own. */
const NOT_PLAIN = [StreamableFile, Error];

/** Nest's, with a server that has limits, some of which can be set at its creation only, and a shorter way for answers. */
export class LimitedHttpAdapter extends ExpressAdapter {
  constructor(private readonly limits: ConnectionLimits) {
    super();
  }

  /**
   * Objects as JSON in one write, headers and all. Express would look for what no answer of ours has: another character
   * set, an ETag, a question whether it has changed.
   */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (!isPlain(body) || response.hasHeader('Content-Type')) return super.reply(response, body, statusCode);
    if (statusCode !== undefined) response.statusCode = statusCode;
    const json = JSON.stringify(body);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(json));
    return response.end(json);
  }

  override initHttpServer(): void {
    const { headersMs, bodyMs, keepAliveMs, lookEveryMs } = this.limits;
    const app = this.getInstance<RequestListener>();
    this.httpServer = createServer(
      {
        headersTimeout: headersMs,
        // The backstop: each kind of body has a limit of its own, see SlowClients.
        requestTimeout: headersMs + Math.max(bodyMs.json, bodyMs.images, bodyMs.archive) + 10 * lookEveryMs,
        connectionsCheckingInterval: lookEveryMs,
        keepAliveTimeout: keepAliveMs,
        maxHeaderSize: MAX_HEADER_BYTES,
        // Node would answer without a body: see configureHttp.
        requireHostHeader: false,
        // Requests on one connection are not counted: a load balancer has few, and keeps them.
      },
      (request, response) => {
        // Of requests that came in one packet, also those behind the one at which the connection was destroyed.
        if (!request.socket.destroyed) app(request, response);
      },
    );
    // RFC 9110 leaves it to us: we do not know the expectation, and nothing depends on it.
    this.httpServer.on('checkExpectation', (request, response) =>
      this.httpServer.emit('request', request, response),
    );
  }
}

function isPlain(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !NOT_PLAIN.some((kind) => body instanceof kind);
}
