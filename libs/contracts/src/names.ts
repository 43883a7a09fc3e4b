import { z } from 'zod';

export const CLIENT_NAME_RULE =
  'use 1 to 64 letters, digits, dots, dashes and underscores; the first is no dot and no dash';

/**
 * Names that clients choose and that end up in object keys and URLs. The alphabet is the safe one of both, so a name
 * needs no escaping anywhere; a leading dot or dash would surprise in listings and on command lines.
 */
export const clientName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/, CLIENT_NAME_RULE);

export const GalleryName = clientName.meta({ example: 'default' });
export const PersonId = clientName.meta({ example: 'ada' });

/** What people read: any script, no control characters, at most 200 bytes so that it fits the queue's 1,024-byte message. */
export const PersonName = z
  .string()
  .trim()
  .min(1, 'a name has at least one character')
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'a name has no control characters')
  .refine((name) => new TextEncoder().encode(name).length <= 200, 'a name has at most 200 bytes of UTF-8')
  .meta({ example: 'Ada Lovelace', description: 'At most 200 bytes of UTF-8.' });

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The most faces a client may ask for in one image, and what it gets without asking. */
export const MAX_FACES = 100;

/** The most people that each face of an image, and that an enrolled face, is answered with. */
export const MAX_NEAREST = 20;
export const MAX_CANDIDATES = 100;
