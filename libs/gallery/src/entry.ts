import { Box, MaxFalseMatchRate, PersonId, PersonName, Sha256 } from '@facefleet/contracts';
import { z } from 'zod';

const common = { v: z.literal(1), id: z.uuidv7() };

/** The gallery exists and compares faces by this embedding model. Of several, the one with the lowest id counts. */
const Create = z.object({ ...common, type: z.literal('create'), model: z.string() });

/** One face of one person. Its id is the id of the enrolment, so an enrolment handled twice enrols once. */
const Enrol = z.object({
  ...common,
  type: z.literal('enrol'),
  personId: PersonId,
  name: PersonName.optional(),
  model: z.string(),
  /** Little-endian float32, base64. */
  embedding: z.base64(),
  box: Box,
  imageKey: z.string(),
  imageSha256: Sha256,
});
export type EnrolEntry = z.infer<typeof Enrol>;

/**
 * Voids the entries that it names, whether they are there already, come later or come again. Whoever removes a person
 * names all entries that he knows of that person.
 */
const Remove = z.object({
  ...common,
  type: z.literal('remove'),
  personId: PersonId,
  entries: z.array(z.uuidv7()),
});

/** How the gallery is to be searched. Of several, the one with the highest id counts. */
const Settings = z.object({ ...common, type: z.literal('settings'), maxFalseMatchRate: MaxFalseMatchRate });

/**
 * A gallery is a set of such entries, each an immutable object of its own name. The order in which they are read does
 * not matter, so any number of writers need no lock.
 */
export const Entry = z.discriminatedUnion('type', [Create, Enrol, Remove, Settings]);
export type Entry = z.infer<typeof Entry>;

export function encodeEmbedding(embedding: Float32Array): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  embedding.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

export function decodeEmbedding(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}
