import { GalleryName, Scope } from '@facefleet/contracts';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { KeyId } from './key-record';

const MAX_GALLERIES = 100;
const MAX_RATE = 1_000_000;

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .describe('What people read: who or what has this key.')
  .meta({ example: 'front door' });
const scopes = z
  .array(Scope)
  .min(1)
  .max(Scope.options.length)
  .describe('`admin` includes the others.')
  .meta({ example: ['recognize'] });
const galleries = z
  .array(GalleryName)
  .min(1)
  .max(MAX_GALLERIES)
  .describe('The only galleries that this key reaches.')
  .meta({ example: ['staff'] });
const ratePerMinute = z
  .number()
  .int()
  .min(0)
  .max(MAX_RATE)
  .describe('Requests a minute, in place of what is configured for all keys; 0: as many as it likes.');

const NewKey = z
  .strictObject({
    name,
    scopes,
    galleries: galleries.optional(),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe('From then on it is refused.'),
    ratePerMinute: ratePerMinute.optional(),
  })
  .refine(({ scopes, galleries }) => galleries === undefined || !scopes.includes('admin'), {
    path: ['galleries'],
    message: 'a key with the scope admin reaches all galleries: give it no list',
  });
export type NewKey = z.infer<typeof NewKey>;

const Key = z.object({
  id: KeyId.describe('`root` is the key of the configuration.'),
  name,
  scopes,
  galleries: galleries.nullable().describe('The only galleries that this key reaches; null: all.'),
  expiresAt: z.iso.datetime().nullable(),
  ratePerMinute: ratePerMinute.nullable().describe('null: as configured for all keys; 0: unlimited.'),
  createdAt: z.iso.datetime().nullable().describe('null for `root`.'),
  lastUsedAt: z.iso.datetime().nullable().describe('To a minute; null: never.'),
});
export type Key = z.infer<typeof Key>;

const CreatedKey = Key.extend({
  secret: z
    .string()
    .describe('What goes into `Authorization: Bearer`. Shown this once: it is not stored.')
    .meta({ example: 'ff_mQ0kq1cVQ0m1Jv2p6yC3gT8hZ4xN7wR5sB9dE2fA1uLk3Xy7' }),
});
export type CreatedKey = z.infer<typeof CreatedKey>;

export class KeyPath extends createZodDto(z.object({ id: KeyId })) {}
export class NewKeyDto extends createZodDto(NewKey.meta({ title: 'NewKey' })) {}
export class KeyDto extends createZodDto(Key.meta({ title: 'Key' })) {}
export class CreatedKeyDto extends createZodDto(CreatedKey.meta({ title: 'CreatedKey' })) {}
export class KeyListDto extends createZodDto(
  z.object({ keys: z.array(Key).describe('Newest first, `root` last.') }).meta({ title: 'Keys' }),
) {}
