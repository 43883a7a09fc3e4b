import { GalleryName, Scope, Sha256 } from '@facefleet/contracts';
import { z } from 'zod';

export const KeyId = z
  .string()
  .regex(/^([0-9a-f]{24}|root)$/, 'the id of a key: 24 hexadecimal digits')
  .meta({ example: '5e0f3c0a9b1d47e28c6a1f04' });

/** A key as it is stored: written once, never changed. The secret is nowhere. */
export const KeyRecord = z.object({
  v: z.literal(1),
  id: KeyId,
  sha256: Sha256,
  name: z.string(),
  scopes: z.array(Scope),
  galleries: z.array(GalleryName).nullable(),
  expiresAt: z.iso.datetime().nullable(),
  ratePerMinute: z.number().int().nullable(),
  createdAt: z.iso.datetime(),
});
export type KeyRecord = z.infer<typeof KeyRecord>;
