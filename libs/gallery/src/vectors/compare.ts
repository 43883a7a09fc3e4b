import type { ComparedPerson } from '../nearest-person';
import { NOT_KEPT } from '../state/face';
import type { GalleryState } from '../state/gallery-state';
import type { Person } from '../state/person';

/** Below so many faces everybody is compared; above, those to whom one of the nearest faces belongs. */
const COMPARE_ALL_FACES = 2_000;
const NEAREST_FACES = 64;
/** All of the nearest faces may be of a few people only. */
const MOST_NEAREST_FACES = 4_096;

export interface Comparison {
  /** Who may be nearest, with the similarity of the probe to each of their faces. */
  people: ComparedPerson<Person>[];
  /** How many people were looked through to find them. */
  searched: number;
}

/**
 * Compares a probe with the people of a gallery.
 *
 * @param probe   embedding by `model`
 * @param people  how many of the nearest are wanted at least
 */
export function compare(
  probe: Float32Array,
  { spaces, people }: GalleryState,
  model: string,
  wanted = 1,
): Comparison {
  const space = spaces?.find(model);
  if (!space || space.people === 0) return { people: [], searched: 0 };
  const compared = space.size <= COMPARE_ALL_FACES ? people.values() : nearestPeople();
  const similarities = (person: Person) =>
    person.faces
      .map((face) => face.handleOf(model))
      .filter((handle) => handle !== NOT_KEPT)
      .map((handle) => space.similarity(probe, handle));
  return {
    people: [...compared].map((person) => ({ person, similarities: similarities(person) })),
    searched: space.people,
  };

  function nearestPeople(): Set<Person> {
    for (let count = NEAREST_FACES; ; count *= 4) {
      const near = space!.nearest(probe, count);
      const found = new Set(near.map(({ face }) => people.get(face.personId) as Person));
      if (found.size >= wanted || near.length < count || count >= MOST_NEAREST_FACES) return found;
    }
  }
}
