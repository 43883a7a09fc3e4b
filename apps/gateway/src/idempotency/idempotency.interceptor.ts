import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
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
    if (request.body === undefined && request.is('multipart/form-data')) {
      throw new Error('The form was not read yet: @Idempotent() belongs above @UseInterceptors()');
    }
    const header = request.headers['idempotency-key'];
    const apiKey = bearerOf(request);
    if (header === undefined || apiKey === undefined) return next.handle();
    const { resumes } = this.reflector.get<Idempotence>(IDEMPOTENCE, context.getHandler());
    const handle = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    const call = { apiKey, idempotencyKey: parseIdempotencyKey(header), resumes };
    return of(await this.idempotency.once(call, request, http.getResponse<Response>(), handle));
  }
}
