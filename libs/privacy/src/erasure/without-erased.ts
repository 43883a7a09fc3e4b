import type {
  ImageInfo,
  JobResult,
  RankedPerson,
  RecognitionSucceeded,
  RecognizedFace,
  SearchSucceeded,
  VerificationSucceeded,
} from '@facefleet/contracts';
import { uuidv7TimeMs } from '@facefleet/platform';
import type { Erased } from './erased';

/**
 * What is left of a result. `erased`: nothing, it was about them alone, and its images go with it. `changed`: the rest;
 * `images` says whether its images go all the same, because they show them.
 */
export type Remains =
  { what: 'same' } | { what: 'changed'; result: JobResult; images: boolean } | { what: 'erased' };

const SAME: Remains = { what: 'same' };
const ERASED: Remains = { what: 'erased' };

/** Pure: the same result without those who were erased. */
export function withoutErased(result: JobResult, erased: Erased): Remains {
  if (uuidv7TimeMs(result.id) >= erased.beforeMs) return SAME;
  const isOfGallery = 'gallery' in result && result.gallery === erased.gallery;
  if (isOfGallery && erased.personId === undefined) return ERASED;
  const { kind } = result;
  if (kind === 'detection' || kind === 'comparison') return isOfTheirs(result, erased) ? ERASED : SAME;
  if (!isOfGallery) return SAME;
  if (result.status === 'failed') return speaksOf(result.error.detail, erased) ? ERASED : SAME;
  switch (kind) {
    case 'recognition':
      return recognitionWithout(result, erased);
    case 'search':
      return searchWithout(result, erased);
    case 'verification':
      return isVerificationOf(result, erased) || isOfTheirs(result, erased) ? ERASED : SAME;
    case 'embedding':
      return erased.faceIds.includes(result.faceId) ? ERASED : SAME;
    case 'enrolment': {
      if (result.personId === erased.personId || erased.faceIds.includes(result.faceId)) return ERASED;
      const warnings = result.warnings.filter(
        (warning) => !('personId' in warning && warning.personId === erased.personId),
      );
      if (warnings.length === result.warnings.length) return SAME;
      return { what: 'changed', result: { ...result, warnings }, images: false };
    }
  }
}

function recognitionWithout(result: RecognitionSucceeded, erased: Erased): Remains {
  const isTheirs = theirsIn([...result.people, ...result.faces.flatMap(({ nearest }) => nearest)], erased);
  const isNamed = ({ person, candidate }: RecognizedFace) => isTheirs(person?.id) || isTheirs(candidate?.id);
  const showsThem = result.faces.some(isNamed) || erased.imageSha256s.includes(result.image.sha256);
  const faces = result.faces.map((face): RecognizedFace => {
    const nearest = face.nearest.filter(({ person }) => !isTheirs(person.id));
    if (!isNamed(face)) return nearest.length === face.nearest.length ? face : { ...face, nearest };
    const nobody = { person: null, candidate: null, similarity: null, falseMatchRate: null };
    return { ...face, ...nobody, decision: 'unknown', nearest, erased: true };
  });
  const people = result.people.filter(({ person }) => !isTheirs(person.id));
  const isSame = people.length === result.people.length && faces.every((face, i) => face === result.faces[i]);
  if (isSame && !showsThem) return SAME;
  const image: ImageInfo = showsThem ? { ...result.image, sha256: '' } : result.image;
  return { what: 'changed', result: { ...result, image, faces, people }, images: showsThem };
}

function searchWithout(result: SearchSucceeded, erased: Erased): Remains {
  if (result.person.id === erased.personId || erased.faceIds.includes(result.faceId)) return ERASED;
  const isTheirs = theirsIn(result.people, erased);
  const people = result.people.filter(({ person }) => !isTheirs(person.id));
  if (people.length === result.people.length) return SAME;
  return { what: 'changed', result: { ...result, people }, images: false };
}

/** Also under the name of somebody who was merged into them since: by the faces, which are theirs. */
export function theirsIn(ranked: readonly RankedPerson[], { personId, faceIds }: Erased) {
  const aliases = ranked.filter(({ bestFaceId }) => faceIds.includes(bestFaceId));
  const gone = new Set([personId, ...aliases.map(({ person }) => person.id)]);
  return (id: string | undefined): boolean => id !== undefined && gone.has(id);
}

/** Also under the name of somebody who was merged into them since. */
export function isVerificationOf({ person, bestFaceId }: VerificationSucceeded, sought: Erased): boolean {
  return person.id === sought.personId || (bestFaceId !== null && sought.faceIds.includes(bestFaceId));
}

function speaksOf(detail: string, { personId, faceIds }: Erased): boolean {
  return [personId, ...faceIds].some((id) => id !== undefined && detail.includes(`"${id}"`));
}

/** Asked about one of their enrolment photographs. */
function isOfTheirs(result: JobResult, { imageSha256s }: Erased): boolean {
  if (result.status === 'failed') return false;
  const images: ImageInfo[] =
    result.kind === 'comparison'
      ? [result.source.image, result.target.image]
      : 'image' in result
        ? [result.image]
        : [];
  return images.some(({ sha256 }) => imageSha256s.includes(sha256));
}
