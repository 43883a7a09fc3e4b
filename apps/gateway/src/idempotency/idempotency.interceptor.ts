import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { bearerOf } from '../auth/bearer';
import { IDEMPOTENCE, type Idempotence } from './idempotence';
import { parseIdempotencyKey } from './idempotency-key';
import { Idempotency } from './idempotency.service';

/** Stands between the interceptors that take uploads and the handler; see `Idempotent`. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(Idempotency) private readonly idempotency: Idempotency,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    this.requireUploadsRead(context);
    const header = request.headers['idempotency-key'];
    const apiKey = bearerOf(request);
    if (header === undefined || apiKey === undefined) return next.handle();
    const { resumes } = this.reflector.get<Idempotence>(IDEMPOTENCE, context.getHandler());
    const handle = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    const call = { apiKey, idempotencyKey: parseIdempotencyKey(header), resumes };
    return of(await this.idempotency.once(call, request, http.getResponse<Response>(), handle));
  }

  /** By the handler, not by the request: a client may well send a form to a handler that takes none. */
  private requireUploadsRead(context: ExecutionContext): void {
    const interceptors = this.reflector.get<unknown[]>(INTERCEPTORS_METADATA, context.getHandler());
    if (interceptors.at(-1) === IdempotencyInterceptor) return;
    throw new Error('Uploads are read too late: @Idempotent() belongs above @UseInterceptors()');
  }
}
