import { GalleryName, PersonId } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { KeyId } from '../keys/key-record';
import { AuditRecord } from './audit-record';

const MAX_A_PAGE = 1_000;

const AuditQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional().describe('Only records from then on.'),
  to: z.iso.datetime({ offset: true }).optional().describe('Only records before then.'),
  keyId: KeyId.optional().describe('Only what was done with this key.'),
  gallery: GalleryName.optional().describe('Only what concerned this gallery.'),
  personId: PersonId.optional().describe(
    'Only what named this person. Ids are names within a gallery: say which one, too.',
  ),
  limit: z.coerce.number().int().min(1).max(MAX_A_PAGE).default(100).describe('Of a page.'),
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before.'),
});

export interface AuditQuestion {
  /** Unix time [ms] */
  fromMs?: number;
  toMs?: number;
  keyId?: string;
  gallery?: string;
  personId?: string;
}

const AuditRecords = z.object({
  records: z.array(AuditRecord).describe('Newest first.'),
  nextCursor: z
    .string()
    .nullable()
    .describe('null: this is the last page. Others may be short, or even empty.'),
});
export type AuditRecords = z.infer<typeof AuditRecords>;

const EXAMPLE: AuditRecords = {
  records: [
    {
      v: 1,
      id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
      at: '2026-11-23T12:00:00.000Z',
      phase: 'ended',
      kind: 'act',
      keyId: '5e0f3c0a9b1d47e28c6a1f04',
      keyName: 'front door',
      operation: 'removePerson',
      gallery: 'default',
      people: ['ada'],
      morePeople: false,
      ids: {},
      status: 200,
      client: '203.0.113.7',
    },
  ],
  nextCursor: null,
};

export class AuditQueryDto extends createZodDto(AuditQuery) {}
export class AuditRecordsDto extends createZodDto(
  AuditRecords.meta({ title: 'AuditRecords', example: EXAMPLE }),
) {}
