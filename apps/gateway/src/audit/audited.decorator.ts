import { SetMetadata } from '@nestjs/common';
import type { AuditKind } from './audit-record';

export const AUDITED = 'facefleet:audited';

export interface Audited {
  /** `none` for what names nobody and changes nothing. */
  kind: AuditKind | 'none';
  /** The field of a JSON body that is the name of a gallery, where it is not called `gallery`. */
  galleryField?: string;
  /** The field of a JSON body that is the id of a person. */
  personField?: string;
}

/**
 * How an operation stands in the audit log, in place of what goes without saying: GET is an `access`, everything else an
 * `act`, of which nothing happens before its record is stored.
 */
export function Audited(
  kind: AuditKind,
  fields: Omit<Audited, 'kind'> = {},
): ClassDecorator & MethodDecorator {
  return SetMetadata(AUDITED, { kind, ...fields } satisfies Audited);
}

/** Leaves no record. @param _why what it is that neither names nor changes anybody or anything, for whoever reads the code */
export function Unaudited(_why: string): ClassDecorator & MethodDecorator {
  return SetMetadata(AUDITED, { kind: 'none' } satisfies Audited);
}
