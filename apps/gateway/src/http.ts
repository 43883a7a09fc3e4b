import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { serveApiDocs } from './docs/openapi';

/** Longer than load balancers keep idle connections, so that we are never the one who closes first. */
const KEEP_ALIVE_MS = 65_000;

/** Settings and the like. */
const MAX_JSON_BYTES = 10_000;
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

export function configureHttp(app: NestExpressApplication): void {
  app.use(
    helmet({
      contentSecurityPolicy: {
        // Without TLS of our own, browsers must not be told to upgrade; the load balancer in front has it.
        directives: { upgradeInsecureRequests: null },
      },
    }),
  );
  app.useBodyParser('json', { limit: MAX_JSON_BYTES, type: JSON_TYPES, inflate: false });
  app.disable('x-powered-by');
  app.disable('etag'); // nobody asks twice for the same answer, and hashing each costs
  app.getHttpServer().keepAliveTimeout = KEEP_ALIVE_MS;
  serveApiDocs(app);
}
