import { GalleryName, PersonId } from '@facefleet/contracts';
import { z } from 'zod';

/** Text that a client may have chosen is in a record only where it is an id or a name of this shape. */
export const SafeId = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/);

export const AuditKind = z
  .enum(['act', 'access'])
  .describe(
    '`act`: something may have been changed, or handed out as a whole. `access`: something was asked or read.',
  );
export type AuditKind = z.infer<typeof AuditKind>;

/** The most people that one record names. */
export const MAX_PEOPLE = 1_000;

/** One line of the audit log. Within v1 only fields are added. */
export const AuditRecord = z.object({
  v: z.literal(1),
  id: z.uuidv7().describe('Of the request; where it failed, the `requestId` of its answer.'),
  at: z.iso.datetime(),
  phase: z
    .enum(['begun', 'ended'])
    .describe(
      'An `act` leaves two records of one id: `begun` is stored before it is carried out, `ended` within about a second of its answer. One without the other is under way, or its gateway died.',
    ),
  kind: AuditKind,
  keyId: z.string().nullable().describe('Whose request it was; null: it needed no key.'),
  keyName: z.string().nullable().describe('What the key was called.').meta({ example: 'front door' }),
  operation: z.string().describe('As in this document.').meta({ example: 'removePerson' }),
  gallery: GalleryName.nullable().describe('null: none was named.'),
  people: z
    .array(PersonId)
    .describe(
      `Ids of those whom the request or its answer named, at most ${MAX_PEOPLE}. A gallery that is exported, deleted or imported into stands for everybody in it.`,
    )
    .meta({ example: ['ada'] }),
  morePeople: z.boolean().describe(`There were more than ${MAX_PEOPLE}.`),
  ids: z
    .record(z.string(), z.string())
    .describe('Whatever else the path names, and the id of what was made.')
    .meta({ example: { faceId: '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03' } }),
  status: z
    .number()
    .int()
    .nullable()
    .describe('Of the answer; null: not yet, or the client went before there was one.'),
  client: z.string().nullable().describe('The address that the request came from.'),
});
export type AuditRecord = z.infer<typeof AuditRecord>;
