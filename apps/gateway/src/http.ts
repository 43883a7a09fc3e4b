import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BATCHES_PATH } from './batches/batch-body';
import type { GatewayEnv } from './config';
import { Refusals } from './connections/refusals';
import { serveConsole } from './console/console';
import { serveApiDocs } from './docs/openapi';
import { RESPONSE_HEADERS } from './docs/response-headers';
import { IMPORTS_PATH as IMPORTS } from './imports/import-body';
import { GatewayMetrics } from './telemetry/gateway-metrics';
import { requestTelemetry } from './telemetry/request-telemetry';
import { UploadGate } from './uploads/upload-gate';
import { requestPath } from './request-path';
import { UPLOADS_PATH } from './upload-urls/upload-key';

/** Settings and the like. */
const MAX_JSON_BYTES = 10_000;
/** The files of one call for URLs, by name. */
const MAX_LIST_BYTES = 1_000_000;
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** For browsers on pages of other origins. Keys are sent in a header by the page itself: there are no cookies. */
const CORS = {
  methods: ['GET', 'POST', 'PATCH', 'DELETE'],
  allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Last-Event-ID', 'Prefer'],
  exposedHeaders: Object.keys(RESPONSE_HEADERS),
  maxAge: 600, // s
};

export function configureHttp(app: NestExpressApplication, config: GatewayEnv): void {
  app.use(requestTelemetry(app.get(GatewayMetrics)));
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          // Without TLS of our own, browsers must not be told to upgrade; the load balancer in front has it.
          upgradeInsecureRequests: null,
          // Whatever the pages of the documentation need they get from here.
          fontSrc: ["'self'", 'data:'],
          styleSrc: ["'self'", "'unsafe-inline'"],
        },
      },
      // Browsers heed it where it comes over TLS. Of other names in the domain it is not for us to decide.
      strictTransportSecurity: { includeSubDomains: false },
    }),
  );
  app.use(notKept);
  app.set('trust proxy', config.FACEFLEET_TRUSTED_PROXIES);
  const { FACEFLEET_CORS_ORIGINS: origin } = config;
  if (origin.length > 0) app.enableCors({ ...CORS, origin });
  const gate = app.get(UploadGate);
  app.use((request: Request, _response: Response, next: NextFunction) => next(gate.recentRefusal(request)));
  app.use(requireOneHost(app.get(Refusals)));
  serveConsole(app);
  // Not strict: what is JSON, but no object, is for the schemas to refuse.
  const json = { inflate: false, strict: false, reviver: unlessPrototype };
  app.useBodyParser('json', { limit: MAX_JSON_BYTES, type: isSmallJson, ...json });
  app.useBodyParser('json', { limit: MAX_LIST_BYTES, type: isListOfFiles, ...json });
  app.disable('x-powered-by');
  app.disable('etag'); // nobody asks twice for the same answer, and hashing each costs
  serveApiDocs(app);
}

/** Answers are about people: no browser and no proxy keeps them. Files of the documentation and the console may be kept. */
function notKept({ url, headers }: IncomingMessage, response: ServerResponse, next: () => void): void {
  if (!/^\/docs\b/.test(url ?? '')) {
    response.setHeader('Cache-Control', 'no-store');
    // Express would answer `If-None-Match: *` with 304 and no body, though nobody can have kept an answer.
    delete headers['if-none-match'];
    delete headers['if-modified-since'];
  }
  next();
}

/** As RFC 9112 demands: two that differ could mean one thing to a proxy and another to us. */
function requireOneHost(refuse: Refusals) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    // Names and values in turn. `headersDistinct` would sort all of them into lists first.
    const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length;
    if (hosts === 1 || (hosts === 0 && request.httpVersion !== '1.1')) next();
    else refuse.request(response, 'request-invalid', 'Send one header "Host".');
  };
}

/** zod drops such a key without a word. */
function unlessPrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('"__proto__" cannot be the name of a field');
  return value;
}

/** Bodies of type JSON that are read before it is known who sends them. */
function isJson({ headers }: IncomingMessage): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  return JSON_TYPES.includes(type);
}

/** The list of a batch or an import may be very long: it is read once its client is known. */
function isSmallJson(request: IncomingMessage): boolean {
  return (
    isJson(request) &&
    ![BATCHES_PATH, UPLOADS_PATH].includes(requestPath(request)) &&
    !IMPORTS.test(requestPath(request))
  );
}

function isListOfFiles(request: IncomingMessage): boolean {
  return isJson(request) && requestPath(request) === UPLOADS_PATH;
}
