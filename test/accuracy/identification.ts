import { nearestPeople } from '@facefleet/gallery';
import type { CalibrationPoint } from '@facefleet/models';

/** Tells nobody apart from strangers. */
const ANY_STRANGER: CalibrationPoint[] = [{ similarity: -Infinity, fmr: 1, fnmr: 0 }];

/** Photographs per person that are enrolled; his others are searched. */
export const ENROLLED_PER_PERSON = 3;

export interface PersonEmbeddings {
  person: string;
  /** In the order of his photographs; `undefined` where no face was found. */
  embeddings: (Float32Array | undefined)[];
}

export interface IdentificationFigures {
  people: number;
  enrolledFaces: number;
  /** Photographs to enrol in which no face was found. */
  failedToEnrol: number;
  /** Searches of people who are enrolled: their photographs beyond the enrolled ones. */
  knownSearches: number;
  /** Share whose nearest face is the right person's. A face that was not found is a wrong answer. */
  rank1: number;
  /** Share that is named rightly. */
  namedRight: number;
  /** Share that is given another person's name. */
  namedWrong: number;
  /** Searches of people who are not enrolled: all photographs in which a face was found, each in a gallery of the others. */
  strangerSearches: number;
  /** Open-set false positive identification rate: share of them that is given a name. */
  falsePositiveRate: number;
}

/**
 * 1:N, as a search of a gallery does it. Closed set: everyone is enrolled. Open set: one person after the other is taken out
 * of the gallery and searched.
 *
 * @param table without a calibration the most similar face counts, and nobody is named
 */
export function identificationFigures(
  people: readonly PersonEmbeddings[],
  similarity: (a: Float32Array, b: Float32Array) => number,
  table: readonly CalibrationPoint[] = ANY_STRANGER,
  maxFalseMatchRate = 1e-3,
): IdentificationFigures {
  const gallery = people.map(({ person, embeddings }) => ({
    person,
    enrolled: embeddings.slice(0, ENROLLED_PER_PERSON).filter((embedding) => embedding !== undefined),
  }));
  const search = (probe: Float32Array, members: typeof gallery) => {
    const compared = members
      .filter(({ enrolled }) => enrolled.length > 0)
      .map(({ person, enrolled }) => ({
        person,
        similarities: enrolled.map((embedding) => similarity(probe, embedding)),
      }));
    const [found] = nearestPeople(compared, table, 1, compared.length);
    return {
      nearest: found?.person,
      named: found !== undefined && found.falseMatchRate <= maxFalseMatchRate,
    };
  };
  const count = { known: 0, rank1: 0, right: 0, wrong: 0, strangers: 0, falsePositives: 0, failedToEnrol: 0 };
  for (const { person, embeddings } of people) {
    const others = gallery.filter((member) => member.person !== person);
    for (const [index, probe] of embeddings.entries()) {
      const isEnrolled = index < ENROLLED_PER_PERSON;
      if (!isEnrolled) count.known++;
      else if (!probe) count.failedToEnrol++;
      if (!probe) continue;

      count.strangers++;
      if (search(probe, others).named) count.falsePositives++;
      if (isEnrolled) continue;

      const { nearest, named } = search(probe, gallery);
      if (nearest === person) count.rank1++;
      if (named) count[nearest === person ? 'right' : 'wrong']++;
    }
  }
  return {
    people: people.length,
    enrolledFaces: gallery.reduce((sum, { enrolled }) => sum + enrolled.length, 0),
    failedToEnrol: count.failedToEnrol,
    knownSearches: count.known,
    rank1: count.rank1 / count.known,
    namedRight: count.right / count.known,
    namedWrong: count.wrong / count.known,
    strangerSearches: count.strangers,
    falsePositiveRate: count.falsePositives / count.strangers,
  };
}
