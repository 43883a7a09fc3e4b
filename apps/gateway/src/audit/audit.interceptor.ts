import { Clock } from '@facefleet/platform';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request } from 'express';
import { type Observable, tap } from 'rxjs';
import { auditEntryOf } from './audit-entry';
import { AuditLog } from './audit-log';

/** The outermost interceptor: an act begins once its record is stored, and what is answered is looked at last. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const entry =
      context.getType() === 'http' ? auditEntryOf(context.switchToHttp().getRequest<Request>()) : undefined;
    if (entry === undefined) return next.handle();
    if (entry.kind === 'act') await this.log.stored(entry.record('begun', this.clock.nowMs()));
    return next.handle().pipe(tap((answer: unknown) => entry.told(answer)));
  }
}
