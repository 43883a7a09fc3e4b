import { z } from 'zod';

/** Who is to be found nowhere any more, in what was asked for before. */
export const Erased = z.object({
  gallery: z.string(),
  /** Absent: the gallery, with everything that was asked of it. */
  personId: z.string().optional(),
  /** The person's faces, and the enrolments that gave no face of their own. */
  faceIds: z.array(z.string()),
  /** Of the enrolment photographs, hex. */
  imageSha256s: z.array(z.string()),
  /** What was asked for from then on is about somebody else [Unix time, ms]. */
  beforeMs: z.number().int(),
});
export type Erased = z.infer<typeof Erased>;

/** May this JSON be about somebody who was erased? Far cheaper than reading it, and never wrong where it says no. */
export function mayBeAbout({ gallery, personId, faceIds, imageSha256s }: Erased, json: Buffer): boolean {
  if (imageSha256s.some((sha256) => json.includes(sha256))) return true;
  if (!json.includes(`"gallery":"${gallery}"`)) return false;
  return [personId, ...faceIds].some((id) => id === undefined || json.includes(id));
}
