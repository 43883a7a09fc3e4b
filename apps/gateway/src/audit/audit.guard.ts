import { Clock } from '@facefleet/platform';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { operationIdFor } from '../docs/operation-ids';
import { AuditEntry, setAuditEntry } from './audit-entry';
import { AuditLog } from './audit-log';
import { type Audited, AUDITED } from './audited.decorator';

/**
 * Opens a record of every request whose key is known (or that needs none), and notes it once its answer is given, also
 * where it is refused from here on. Comes after the guards that ask who it is and whether it is too often: who has no
 * key must not fill the log.
 */
@Injectable()
export class AuditGuard implements CanActivate {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true; // events come from inside
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    const handler = context.getHandler();
    const audited = this.reflector.getAllAndOverride<Audited | undefined>(AUDITED, [
      handler,
      context.getClass(),
    ]);
    const { kind, ...fields } = audited ?? {
      kind: ['GET', 'HEAD'].includes(request.method) ? 'access' : 'act',
    };
    if (kind === 'none') return true;
    this.log.requireRoom();
    const operation = operationIdFor(context.getClass(), handler);
    const entry = new AuditEntry(kind, operation, fields, request);
    setAuditEntry(request, entry);
    response.once('close', () => this.log.note(entry.record('ended', this.clock.nowMs(), response)));
    return true;
  }
}
