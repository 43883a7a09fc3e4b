import type { DetectedFace, FaceQuality, RankedPerson } from '@facefleet/contracts';
import type { FoundFace } from '@facefleet/vision';

/** Every number in it with so many digits behind the point at most. */
export function tidied<T>(value: T, digits: number): T {
  if (typeof value === 'number') return Number(value.toFixed(digits)) as T;
  if (Array.isArray(value)) return value.map((member: unknown) => tidied(member, digits)) as T;
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([key, member]) => [key, tidied<unknown>(member, digits)]);
  return Object.fromEntries(members) as T;
}

/** Nobody measures a face's size or turn more finely than to a tenth. */
export function tidiedQuality({
  eyeDistance,
  sharpness,
  brightness,
  pose,
  issues,
}: FaceQuality): FaceQuality {
  return {
    ...tidied({ eyeDistance, pose }, PIXEL_DIGITS),
    ...tidied({ sharpness, brightness }, QUALITY_DIGITS),
    issues,
  };
}

export function tidiedFace({ box, landmarks, detectionScore, quality }: FoundFace): DetectedFace {
  return {
    ...tidied({ box, landmarks }, PIXEL_DIGITS),
    ...tidied({ detectionScore }, SCORE_DIGITS),
    quality: tidiedQuality(quality),
  };
}

export function tidiedPerson(person: RankedPerson): RankedPerson {
  return { ...person, similarity: tidied(person.similarity, SCORE_DIGITS) };
}

/** Finer than the detector's own noise. */
export const PIXEL_DIGITS = 1;
const QUALITY_DIGITS = 3;
/** Similarities and scores. */
export const SCORE_DIGITS = 4;
export const MS_DIGITS = 1;
