import { SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import { principalOf } from '../auth/principal';
import type { GatewayOptions } from '../config';
import type { UploadLease } from '../uploads/upload-budget';

/** All who need no key share one name. */
const NOBODY = 'public';

/** A request on its way to the queue of what is waited for. */
export interface Visit {
  /** Whose it is, for fairness. */
  keyId: string;
  /** It is accepted where it can be answered within this time [s] */
  limitS: number;
  /** Its body, while that is in memory. */
  upload?: UploadLease;
}

const VISIT = Symbol('visit');
type WithVisit = Request & { [VISIT]?: Visit };

/** The same one for the whole request; `limitS` counts where it is made. */
export function visitOf(request: Request, limitS: number): Visit {
  return ((request as WithVisit)[VISIT] ??= { keyId: principalOf(request)?.keyId ?? NOBODY, limitS });
}

export type AnswerLimit = (options: GatewayOptions) => number;
export const ANSWER_LIMIT = 'facefleet:answer-limit';

/** Its clients wait longer, or not as long, as those of other handlers [s] */
export const AnsweredWithin = (limitS: AnswerLimit) => SetMetadata(ANSWER_LIMIT, limitS);
