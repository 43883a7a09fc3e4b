import { ExpressAdapter } from '@nestjs/platform-express';
import { createServer, type RequestListener } from 'node:http';
import { type ConnectionLimits, MAX_HEADER_BYTES } from './connection-limits';

/** Nest's, with a server that has limits; some of them can be set at its creation only. */
export class LimitedHttpAdapter extends ExpressAdapter {
  constructor(private readonly limits: ConnectionLimits) {
    super();
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
