import { ExpectedError } from '@facefleet/platform';
import { Metrics } from '@facefleet/telemetry';
import { type ArgumentsHost, Logger } from '@nestjs/common';
import { afterEach, expect, it, vi } from 'vitest';
import { AuditEntry, setAuditEntry } from '../audit/audit-entry';
import { GatewayMetrics } from '../telemetry/gateway-metrics';
import { ProblemFilter } from './problem.filter';

afterEach(() => void vi.restoreAllMocks());

function answerTo(error: unknown, request: object = { complete: true }) {
  const sent = { status: 0, body: {} as Record<string, unknown> };
  const response = {
    headersSent: false,
    setHeader: () => response,
    status: (status: number) => ((sent.status = status), response),
    type: () => response,
    send: (body: string) => (sent.body = JSON.parse(body) as Record<string, unknown>),
  };
  const http = { getRequest: () => request, getResponse: () => response };
  new ProblemFilter(new GatewayMetrics(new Metrics({}))).catch(error, {
    switchToHttp: () => http,
  } as unknown as ArgumentsHost);
  return sent;
}

it('what nobody foresaw is told to the log only, under the id that the client is given', () => {
  const log = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  const error = new Error('password of the store: hidden');
  const { status, body } = answerTo(error);
  expect([status, body.code]).toEqual([500, 'internal-error']);
  expect(JSON.stringify(body)).not.toContain('hidden');
  expect(log).toHaveBeenCalledWith({ requestId: body.requestId, err: error }, 'unexpected error');
});

it('a failure that was foreseen is told, its cause is not', () => {
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
  const error = new ExpectedError('service-unavailable', 'Try again.', { cause: new Error('10.0.0.7') });
  const { status, body } = answerTo(error);
  expect([status, body.detail]).toEqual([503, 'Try again.']);
  expect(JSON.stringify(body)).not.toContain('10.0.0.7');
});

it('an error has the id of its record in the audit log', () => {
  const request = { complete: true };
  const entry = new AuditEntry('access', 'findPerson', {}, request as never);
  setAuditEntry(request as never, entry);
  expect(answerTo(new ExpectedError('person-not-found', 'Nobody.'), request).body.requestId).toBe(entry.id);
});
