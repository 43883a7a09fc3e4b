import { z } from 'zod';
import { clientName } from './names';

const MAX_METADATA_BYTES = 4_096;
const MAX_METADATA_KEYS = 32;

const MetadataValue = z.union(
  [z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))],
  'use a text, a finite number, true, false, or a list of them',
);
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

/** What a client wants to know about a person besides the name: few keys with plain values or lists of such. */
export const Metadata = z
  .record(clientName, MetadataValue)
  .refine(
    (metadata) => Object.keys(metadata).length <= MAX_METADATA_KEYS,
    `at most ${MAX_METADATA_KEYS} keys`,
  )
  .refine(
    (metadata) => bytesOf(metadata) <= MAX_METADATA_BYTES,
    `at most ${MAX_METADATA_BYTES} bytes of JSON`,
  )
  .meta({
    example: { department: 'engines', badge: 1815 },
    description: `At most ${MAX_METADATA_KEYS} keys and ${MAX_METADATA_BYTES} bytes of JSON.`,
  });
export type Metadata = z.infer<typeof Metadata>;

/** A change of metadata (RFC 7396, JSON Merge Patch): what is named is set, null removes it, the rest stays. */
export const MetadataPatch = z
  .record(clientName, MetadataValue.nullable())
  .refine((patch) => Object.keys(patch).length <= MAX_METADATA_KEYS, `at most ${MAX_METADATA_KEYS} keys`)
  .refine((patch) => bytesOf(patch) <= MAX_METADATA_BYTES, `at most ${MAX_METADATA_BYTES} bytes of JSON`)
  .meta({ example: { department: 'engines', badge: null } });
export type MetadataPatch = z.infer<typeof MetadataPatch>;
