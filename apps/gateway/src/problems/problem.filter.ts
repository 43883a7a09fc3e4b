import type { ErrorCode } from '@facefleet/contracts';
import { ExpectedError, uuidv7 } from '@facefleet/platform';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  Logger,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { ZodValidationException } from 'nestjs-zod';
import { ZodError } from 'zod';
import { auditEntryOf } from '../audit/audit-entry';
import { allowedMethods } from './allowed-methods';
import { GatewayMetrics } from '../telemetry/gateway-metrics';
import { PROBLEMS } from './problems';
import { problemOf } from './problem-of';
import { requestIssues } from './request-issues';
import { discardUnread } from './unread-body';

const RETRY_AFTER_S = 2;

interface Explanation {
  code: ErrorCode;
  detail: string;
  /** Methods, where it was the wrong one. */
  allowed?: string[];
}

/** Every error leaves as RFC 9457 problem+json. What nobody foresaw leaves as an opaque 500; its cause is in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(@Inject(GatewayMetrics) private readonly metrics: GatewayMetrics) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (response.writableEnded) return; // it was answered when its body did not come, see SlowClients
    const requestId = auditEntryOf(request)?.id ?? uuidv7();
    const { code, detail, allowed } = this.explain(error, request, requestId);
    const issues = error instanceof ExpectedError ? error.issues : undefined;
    const { status } = PROBLEMS[code];
    this.metrics.problems.inc({ code });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="facefleet"');
    if (allowed) response.setHeader('Allow', allowed.join(', '));
    const retryAfterS = (error instanceof ExpectedError ? error.retryAfterS : undefined) ?? RETRY_AFTER_S;
    if (status === 503) response.setHeader('Retry-After', String(retryAfterS));
    const problem = problemOf(code, detail, { issues, requestId });
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
    discardUnread(request);
  }

  private explain(error: unknown, request: Request, requestId: string): Explanation {
    if (error instanceof ExpectedError) {
      if (error.code === 'service-unavailable')
        this.logger.warn({ requestId, err: error.cause }, error.message);
      return { code: error.code, detail: error.message };
    }
    if (error instanceof ZodValidationException) return { code: 'request-invalid', detail: issuesOf(error) };
    if (error instanceof HttpException && error.getStatus() < 500) return explainHttp(error, request);
    if (isBodyError(error)) {
      return error.limit === undefined
        ? { code: 'request-invalid', detail: `The body cannot be read: ${error.message}.` }
        : { code: 'request-too-large', detail: `The body is larger than ${error.limit} bytes.` };
    }
    if (isClientAbort(error)) return { code: 'request-invalid', detail: 'The upload ended too early.' };
    this.logger.error({ requestId, err: error }, 'unexpected error');
    return { code: 'internal-error', detail: PROBLEMS['internal-error'].example };
  }
}

/** What Nest, Express and the multipart parser complain about. */
function explainHttp(error: HttpException, request: Request): Explanation {
  switch (error.getStatus()) {
    case 404: {
      const allowed = allowedMethods(request);
      if (allowed.length > 0 && !allowed.includes(request.method)) return methodNotAllowed(request, allowed);
      return { code: 'not-found', detail: `There is nothing at ${request.method} ${request.path}.` };
    }
    case 413:
      return { code: 'image-too-large', detail: 'The upload is too large. Send a smaller image.' };
    default:
      return { code: 'request-invalid', detail: inOurWords(error.message) };
  }
}

function methodNotAllowed({ method, path }: Request, allowed: string[]): Explanation {
  const detail = `${method} cannot be asked of ${path}. Use ${allowed.join(' or ')}.`;
  return { code: 'method-not-allowed', detail, allowed };
}

/** All ids that Nest's own pipe checks are called `id`; the parser of JSON does not say that it is the body that it read. */
function inOurWords(message: string): string {
  if (message.endsWith('(uuid is expected)')) return 'id: Invalid UUID';
  return /\bJSON\b/.test(message) ? `The body is no JSON: ${message}.` : message;
}

function issuesOf(exception: ZodValidationException): string {
  const error = exception.getZodError();
  if (!(error instanceof ZodError)) return 'The request is not valid.';
  return requestIssues(error);
}

/** What the parser of JSON bodies throws, and blames the client for; `limit` where the body was too large for it. */
function isBodyError(error: unknown): error is Error & { limit?: number } {
  return error instanceof Error && 'type' in error && 'status' in error && Number(error.status) < 500;
}

function isClientAbort(error: unknown): boolean {
  return error instanceof Error && /aborted|Unexpected end of form/i.test(error.message);
}
