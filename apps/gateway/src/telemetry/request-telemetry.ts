import { serverSpan } from '@facefleet/telemetry';
import type { NextFunction, Request, Response } from 'express';
import { requestPath } from '../request-path';
import type { GatewayMetrics } from './gateway-metrics';

/** Load balancers ask often, and nobody wants to read of it. */
const UNTRACED = /^\/health\//;

/** Counts and traces every request; comes before all that can answer one. */
export function requestTelemetry(metrics: GatewayMetrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAtMs = performance.now();
    const span = UNTRACED.test(requestPath(request))
      ? undefined
      : serverSpan(request.method, request.headers);
    response.once('close', () => {
      const { statusCode: status } = response;
      const operation = operationOf(request);
      const code = response.writableEnded ? String(status) : 'aborted';
      const statusClass = response.writableEnded ? `${Math.floor(status / 100)}xx` : 'aborted';
      metrics.requests.inc({ operation, status: code, class: statusClass });
      if (!isStream(response))
        metrics.requestSeconds.observe({ operation }, (performance.now() - startedAtMs) / 1_000);
      span?.end(operation, response.writableEnded ? status : undefined, {
        'http.request.method': request.method,
      });
    });
    if (span) span.run(next);
    else next();
  };
}

/** By its route, which has no ids of anybody; what fits none is one operation. */
function operationOf({ method, route }: Request): string {
  const path: unknown = (route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? `${method} ${path}` : 'none';
}

function isStream(response: Response): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}
