import type { Scope } from '@facefleet/contracts';
import type { Request } from 'express';

/** Who asks: the key of a request, as far as it matters to what may be done with it. */
export interface Principal {
  keyId: string;
  /** What people call the key. */
  keyName: string;
  scopes: readonly Scope[];
  /** The only galleries that it may touch; undefined: all. */
  galleries: readonly string[] | undefined;
  /** Requests a minute, 0: unlimited; undefined: as configured for all. */
  ratePerMinute: number | undefined;
}

const PRINCIPAL = Symbol('principal');
type WithPrincipal = Request & { [PRINCIPAL]?: Principal };

export function setPrincipal(request: Request, principal: Principal): void {
  (request as WithPrincipal)[PRINCIPAL] = principal;
}

/** @returns undefined for a request that needed no key */
export function principalOf(request: Request): Principal | undefined {
  return (request as WithPrincipal)[PRINCIPAL];
}
