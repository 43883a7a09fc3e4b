import { GalleryName, PersonId } from '@facefleet/contracts';
import { uuidv7 } from '@facefleet/platform';
import type { Request, Response } from 'express';
import { isIP } from 'node:net';
import { principalOf } from '../auth/principal';
import { type AuditKind, type AuditRecord, MAX_PEOPLE, SafeId } from './audit-record';
import type { Audited } from './audited.decorator';
import { namedPeople } from './named-people';

const ENTRY = Symbol('audit entry');
type WithEntry = Request & { [ENTRY]?: AuditEntry };

/** What is known of a request that is to be recorded; it grows until the answer is given. */
export class AuditEntry {
  readonly id = uuidv7();
  private readonly people = new Set<string>();
  private morePeople = false;
  private gallery: string | undefined;
  private made: string | undefined;

  constructor(
    readonly kind: AuditKind,
    private readonly operation: string,
    private readonly fields: Omit<Audited, 'kind'>,
    private readonly request: Request,
  ) {}

  /** What the client is told. May be called for each part of it. */
  told(answer: unknown): void {
    for (const id of namedPeople(answer)) this.addPerson(id);
    if (typeof answer !== 'object' || answer === null) return;
    const { gallery, id } = answer as { gallery?: unknown; id?: unknown };
    this.gallery ??= nameOf(gallery);
    this.made ??= SafeId.safeParse(id).data;
  }

  record(phase: AuditRecord['phase'], atMs: number, response?: Response): AuditRecord {
    const { gallery: inPath, personId, ...others } = this.request.params;
    // Of a form the fields are known only once it was read.
    const body = fieldsOf(this.request.body);
    const { galleryField = 'gallery', personField = 'personId' } = this.fields;
    for (const id of [personId, body[personField], this.request.query.personId])
      if (PersonId.safeParse(id).success) this.addPerson(id as string);
    const gallery = [inPath, this.gallery, body[galleryField], this.request.query.gallery]
      .map(nameOf)
      .find((name) => name !== undefined);
    const principal = principalOf(this.request);
    return {
      v: 1,
      id: this.id,
      at: new Date(atMs).toISOString(),
      phase,
      kind: this.kind,
      keyId: principal?.keyId ?? null,
      keyName: principal?.keyName ?? null,
      operation: this.operation,
      gallery: gallery ?? null,
      people: [...this.people],
      morePeople: this.morePeople,
      ids: this.ids(others),
      status: response?.headersSent ? response.statusCode : null,
      client: addressOf(this.request),
    };
  }

  private addPerson(id: string): void {
    if (this.people.size < MAX_PEOPLE) this.people.add(id);
    else this.morePeople ||= !this.people.has(id);
  }

  private ids(params: Record<string, unknown>): Record<string, string> {
    const made = this.made === undefined || this.people.has(this.made) ? {} : { id: this.made };
    const all = { ...made, ...params };
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => {
        const id = SafeId.safeParse(value).data;
        return id === undefined ? [] : [[name, id]];
      }),
    );
  }
}

export function setAuditEntry(request: Request, entry: AuditEntry): void {
  (request as WithEntry)[ENTRY] = entry;
}

/** @returns undefined for a request that is not recorded */
export function auditEntryOf(request: Request): AuditEntry | undefined {
  return (request as WithEntry)[ENTRY];
}

/** Behind proxies that are trusted it is what they say, which may be anything. */
function addressOf({ ip }: Request): string | null {
  return ip !== undefined && isIP(ip) !== 0 ? ip : null;
}

function nameOf(value: unknown): string | undefined {
  return GalleryName.safeParse(value).data;
}

function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
