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
  /** From this similarity to the nearest face on a name is given. */
  matchSimilarity: number;
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
 * 1:N. Closed set: everyone is enrolled. Open set: one person after the other is taken out of the gallery and searched.
 *
 * @param nameableFrom the similarity from which a search among so many enrolled faces gives a name
 */
export function identificationFigures(
  people: readonly PersonEmbeddings[],
  similarity: (a: Float32Array, b: Float32Array) => number,
  nameableFrom: (enrolledFaces: number) => number,
): IdentificationFigures {
  const gallery = people.flatMap(({ person, embeddings }) =>
    embeddings
      .slice(0, ENROLLED_PER_PERSON)
      .filter((embedding) => embedding !== undefined)
      .map((embedding) => ({ person, embedding })),
  );
  const matchSimilarity = nameableFrom(gallery.length);
  const nearest = (probe: Float32Array, isAsked: (person: string) => boolean) => {
    let best: { person: string | undefined; similarity: number } = {
      person: undefined,
      similarity: -Infinity,
    };
    for (const { person, embedding } of gallery) {
      if (!isAsked(person)) continue;
      const value = similarity(probe, embedding);
      if (value > best.similarity) best = { person, similarity: value };
    }
    return best;
  };
  const count = { known: 0, rank1: 0, right: 0, wrong: 0, strangers: 0, falsePositives: 0, failedToEnrol: 0 };
  for (const { person, embeddings } of people) {
    for (const [index, probe] of embeddings.entries()) {
      const isEnrolled = index < ENROLLED_PER_PERSON;
      if (!isEnrolled) count.known++;
      else if (!probe) count.failedToEnrol++;
      if (!probe) continue;

      const stranger = nearest(probe, (other) => other !== person);
      count.strangers++;
      if (stranger.similarity >= matchSimilarity) count.falsePositives++;
      if (isEnrolled) continue;

      const own = nearest(probe, (other) => other === person);
      const isNearest = own.similarity > stranger.similarity;
      if (isNearest) count.rank1++;
      if (isNearest && own.similarity >= matchSimilarity) count.right++;
      if (!isNearest && stranger.similarity >= matchSimilarity) count.wrong++;
    }
  }
  return {
    people: people.length,
    matchSimilarity,
    enrolledFaces: gallery.length,
    failedToEnrol: count.failedToEnrol,
    knownSearches: count.known,
    rank1: count.rank1 / count.known,
    namedRight: count.right / count.known,
    namedWrong: count.wrong / count.known,
    strangerSearches: count.strangers,
    falsePositiveRate: count.falsePositives / count.strangers,
  };
}
