import type {
  ComparisonSucceeded,
  EnrolmentSucceeded,
  JobResult,
  NamedPerson,
  RankedPerson,
  RecognitionSucceeded,
  SearchSucceeded,
} from '@facefleet/contracts';
import { uuidv7TimeMs } from '@facefleet/platform';
import type { z } from 'zod';
import type { Erased } from './erasure/erased';
import { isVerificationOf, theirsIn, withoutErased } from './erasure/without-erased';

/** As the result, as far as it is about somebody; `askedAt` is new. */
export interface PartAbout {
  id: string;
  kind: JobResult['kind'];
  askedAt: string;
  [field: string]: unknown;
}

/**
 * Pure: what erasing somebody would take out of a result, and nothing of anybody else who is in it. A row that names them
 * as somebody else, from before a face was moved or two people were merged, has no name: it may be another's.
 *
 * @returns undefined where nothing is about them
 */
export function partAbout(result: JobResult, sought: Erased): PartAbout | undefined {
  if (withoutErased(result, sought).what === 'same') return undefined;
  const { id, kind, finishedAt, status } = result;
  const gallery = 'gallery' in result ? result.gallery : undefined;
  const askedAt = new Date(uuidv7TimeMs(id)).toISOString();
  return { ...{ id, kind, askedAt, finishedAt, status, gallery }, ...fieldsAbout(result, sought) };
}

function fieldsAbout(result: JobResult, sought: Erased): object {
  if (result.status === 'failed') return { error: result.error };
  switch (result.kind) {
    case 'recognition':
      return ofRecognition(result, sought);
    case 'search':
      return ofSearch(result, sought);
    case 'enrolment':
      return ofEnrolment(result, sought);
    case 'comparison':
      return ofComparison(result, sought);
    case 'verification': {
      const { image, face, model } = result;
      if (!isVerificationOf(result, sought)) return { image, face, model };
      return { ...result, person: named(result.person, sought) };
    }
    case 'detection':
      return { ...result, faces: onlyOne(result.faces) };
    case 'embedding':
      return result;
  }
}

function ofRecognition({ faces, people, image, model, ...result }: RecognitionSucceeded, sought: Erased) {
  const isTheirs = theirsIn([...people, ...faces.flatMap(({ nearest }) => nearest)], sought);
  const rowsOf = <Row extends RankedPerson>(rows: readonly Row[]) =>
    rows
      .filter(({ person }) => isTheirs(person.id))
      .map((row) => ({ ...row, person: named(row.person, sought) }));
  const theirFaces = faces.flatMap((face, index) => {
    const nearest = rowsOf(face.nearest);
    const { person, candidate } = face;
    if (isTheirs(person?.id) || isTheirs(candidate?.id)) {
      const names = { person: named(person, sought), candidate: named(candidate, sought) };
      return [{ face: index, ...face, ...names, nearest }];
    }
    return nearest.length > 0 ? [{ face: index, nearest }] : []; // the face itself is somebody else's
  });
  const showsThem =
    sought.imageSha256s.includes(image.sha256) || theirFaces.some((face) => 'decision' in face);
  const { galleryVersion, maxFalseMatchRate } = result;
  return {
    ...{ model, galleryVersion, maxFalseMatchRate, faces: theirFaces, people: rowsOf(people) },
    ...(showsThem ? { image } : {}),
  };
}

function ofSearch(result: SearchSucceeded, sought: Erased) {
  const { people, person, faceId, model, galleryVersion, maxFalseMatchRate } = result;
  const by = { model, galleryVersion, maxFalseMatchRate };
  if (person.id === sought.personId || sought.faceIds.includes(faceId))
    return { ...by, faceId, person: named(person, sought) };
  const isTheirs = theirsIn(people, sought);
  const rows = people.filter((row) => isTheirs(row.person.id));
  return { ...by, people: rows.map((row) => ({ ...row, person: named(row.person, sought) })) };
}

function ofEnrolment({ warnings, ...result }: EnrolmentSucceeded, sought: Erased) {
  const { personId, name, ...rest } = result;
  const isNamed = personId === sought.personId;
  if (!isNamed && !sought.faceIds.includes(result.faceId))
    return {
      warnings: warnings.filter((one) => 'personId' in one && one.personId === sought.personId),
    };
  const told = warnings.map((warning) => {
    const isOfOthers = 'personId' in warning && warning.personId !== sought.personId;
    return isOfOthers ? { code: warning.code, similarity: warning.similarity } : warning;
  });
  return { ...rest, ...(isNamed ? { personId, name } : {}), warnings: told };
}

function ofComparison({ source, target, model }: ComparisonSucceeded, { imageSha256s }: Erased) {
  const isTheirs = ({ image }: { image: { sha256: string } }) => imageSha256s.includes(image.sha256);
  return {
    model,
    ...(isTheirs(source) ? { source } : {}),
    ...(isTheirs(target) ? { target: { ...target, faces: onlyOne(target.faces) } } : {}),
  };
}

/** Of several, who is who was not asked: others in the background are not for them to see. */
function onlyOne<Face>(faces: Face[]): Face[] {
  return faces.length === 1 ? faces : [];
}

type Named = z.infer<typeof NamedPerson>;

function named(person: Named | null, { personId }: Erased): Named | null {
  return person?.id === personId ? person : null;
}
