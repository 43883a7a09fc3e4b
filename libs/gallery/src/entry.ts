import {
  Box,
  MaxFalseMatchRate,
  MetadataPatch,
  PersonId,
  PersonName,
  Retention,
  Sha256,
} from '@facefleet/contracts';
import { z } from 'zod';

const common = { v: z.literal(1), id: z.uuidv7() };
/** Little-endian float32, base64. */
const Embedding = z.base64();

/** The gallery exists and compares faces by this embedding model. Of several, the one with the lowest id counts. */
const Create = z.object({ ...common, type: z.literal('create'), model: z.string() });

/** One face of one person. Its id is the id of the enrolment, so an enrolment handled twice enrols once. */
const Enrol = z.object({
  ...common,
  type: z.literal('enrol'),
  personId: PersonId,
  name: PersonName.optional(),
  model: z.string(),
  embedding: Embedding,
  box: Box,
  imageKey: z.string(),
  imageSha256: Sha256,
});
export type EnrolEntry = z.infer<typeof Enrol>;

/** What is known about a person. Of names, and of the values of one key of the metadata, the one with the highest id counts. */
const Person = z.object({
  ...common,
  type: z.literal('person'),
  personId: PersonId,
  name: PersonName.optional(),
  metadata: MetadataPatch.optional(),
});
export type PersonEntry = z.infer<typeof Person>;

/** These faces belong to another person than they were enrolled for. Of several about one face, the one with the highest id counts. */
const Assign = z.object({
  ...common,
  type: z.literal('assign'),
  personId: PersonId,
  faces: z.array(z.uuidv7()),
});
export type AssignEntry = z.infer<typeof Assign>;

/** A face's embedding by another model than the one it was enrolled with. */
const AddEmbedding = z.object({
  ...common,
  type: z.literal('embedding'),
  faceId: z.uuidv7(),
  model: z.string(),
  embedding: Embedding,
});
export type EmbeddingEntry = z.infer<typeof AddEmbedding>;

/**
 * Voids the entries that it names, whether they are there already, come later or come again. Whoever removes a person
 * names all entries that he knows of that person. Entries of earlier versions say whose they were, too.
 */
const Remove = z.object({
  ...common,
  type: z.literal('remove'),
  personId: PersonId.optional(),
  entries: z.array(z.uuidv7()),
});

/** Voids everything with a lower id: the gallery was deleted. What comes later is another gallery of that name. */
const Drop = z.object({ ...common, type: z.literal('drop') });

/** How the gallery is to be used. Of several about one setting, the one with the highest id counts. */
const Settings = z.object({
  ...common,
  type: z.literal('settings'),
  maxFalseMatchRate: MaxFalseMatchRate.optional(),
  retention: Retention.optional(),
  /** In place of the one that the gallery was created with. */
  model: z.string().optional(),
});
export type SettingsEntry = z.infer<typeof Settings>;

/**
 * A gallery is a set of such entries, each an immutable object of its own name. The order in which they are read does
 * not matter, so any number of writers need no lock.
 */
export const Entry = z.discriminatedUnion('type', [
  Create,
  Enrol,
  Person,
  Assign,
  AddEmbedding,
  Remove,
  Drop,
  Settings,
]);
export type Entry = z.infer<typeof Entry>;

/** @throws Error for what is no vector: once written, it would trouble everybody who reads the gallery */
export function encodeEmbedding(embedding: Float32Array): string {
  if (!embedding.every(Number.isFinite)) throw new Error('An embedding with values that are not finite');
  const bytes = Buffer.alloc(embedding.length * 4);
  embedding.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

export function decodeEmbedding(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}
