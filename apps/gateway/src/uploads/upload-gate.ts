import { ExpectedError } from '@facefleet/platform';
import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { Admission } from '../admission/admission';
import { ANSWER_LIMIT, type AnswerLimit, type Visit, visitOf } from '../admission/visit';
import { GatewayOptions } from '../config';
import { clientGone } from '../jobs/answer';
import { RecentRefusals } from './recent-refusals';
import { SpareTime } from './spare-time';
import { UploadBudget, type UploadLease } from './upload-budget';

/** A body is read though its request is likely to be refused, if it is no larger: its answer may be in the cache. */
const MOST_BYTES_TO_LOOK = 256 * 1024;
/** Bulk uploads may take hours: all of them share what one key may have. */
const BULK = 'bulk uploads';

/**
 * What becomes of an upload: it is work for a recognizer, the same unless the `cache` knows the answer, or `bulk` work,
 * for which nobody waits.
 */
export type UploadUse = 'work' | 'cache' | 'bulk';

/** Before a body is read: is it worth it, and is there memory for it? */
@Injectable()
export class UploadGate {
  private readonly budget: UploadBudget;
  private readonly spareTime = new SpareTime();
  private readonly refusals = new RecentRefusals();

  constructor(
    @Inject(Admission) private readonly admission: Admission,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(GatewayOptions) private readonly options: GatewayOptions,
  ) {
    this.budget = new UploadBudget(options.uploadMemoryBytes);
  }

  /**
   * @param mostBytes that the body needs at once
   * @throws ExpectedError `overloaded`
   */
  async enter(context: ExecutionContext, mostBytes: number, use: UploadUse): Promise<UploadLease> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const limit = this.reflector.get<AnswerLimit | undefined>(ANSWER_LIMIT, context.getHandler());
    const visit = visitOf(request, limit?.(this.options) ?? this.options.answeredWithinS);
    const announced = announcedBytes(request) ?? mostBytes;
    const mayLook = use === 'cache' && announced <= MOST_BYTES_TO_LOOK && this.spareTime.isThere;
    if (use !== 'bulk' && !mayLook) this.look(request, visit);
    const bytes = Math.min(announced, mostBytes, use === 'bulk' ? this.budget.shareBytes : Infinity);
    const share = use === 'bulk' ? BULK : visit.keyId;
    const lease = await this.budget.take(bytes, share, clientGone(response));
    response.once('close', () => lease.end());
    if (response.closed) lease.end();
    visit.upload = lease;
    return lease;
  }

  /** What this request was answered a moment ago, with the same key; it would be the same again. */
  recentRefusal(request: Request): ExpectedError | undefined {
    return this.refusals.of(request);
  }

  private look(request: Request, visit: Visit): void {
    try {
      this.admission.look(visit);
    } catch (error) {
      if (error instanceof ExpectedError) this.refusals.remember(request, error);
      throw error;
    }
  }
}

/** @returns undefined for a body that comes in chunks */
function announcedBytes({ headers }: Request): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}
