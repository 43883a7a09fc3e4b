import type { Decision } from '@facefleet/contracts';
import type { Calibration, Embedder } from '@facefleet/models';
import { falseMatchRateOf } from './false-match-rate';
import type { Person } from './gallery-state';
import type { GalleryView } from './gallery-view';
import { similarity } from './similarity';

/** What a search may err by where neither the request nor the gallery says: a stranger is named once in a thousand searches. */
export const DEFAULT_MAX_FALSE_MATCH_RATE = 1e-3;
/** Up to so many times the false match rate of a match, somebody should have a look. */
const POSSIBLE_FACTOR = 10;

export interface Identification {
  decision: Decision;
  /** Who it is, in a `match`. */
  person: { id: string; name: string } | null;
  /** Who it may be, where that is `possible`: apart, so that nobody who reads only `person` takes a stranger for him. */
  candidate: { id: string; name: string } | null;
  /** To the nearest enrolled face, named or not; null where the gallery has nobody to compare with. */
  similarity: number | null;
  /** How often a stranger's search of this gallery meets somebody at least this similar, 0..1; null as above. */
  falseMatchRate: number | null;
}

/** An embedding model as far as identification goes: how its embeddings are compared, and what the outcome means. */
export interface ComparedModel {
  name: string;
  distance: Embedder['distance'];
  calibration: Calibration;
}

/** Names a probe: the person with the most similar enrolled face, if that is rare enough among strangers. */
export function identify(
  probe: Float32Array,
  gallery: GalleryView,
  model: ComparedModel,
  maxFalseMatchRate: number,
): Identification {
  let nearest: { person: Person; similarities: number[]; highest: number } | undefined;
  let people = 0;
  for (const person of gallery.state.people.values()) {
    const similarities = person.faces
      .filter((face) => face.model === model.name) // embeddings of different models cannot be compared
      .map(({ embedding }) => similarity(probe, embedding, model.distance));
    if (similarities.length === 0) continue;
    people++;
    const highest = Math.max(...similarities);
    if (nearest === undefined || highest > nearest.highest) nearest = { person, similarities, highest };
  }
  if (nearest === undefined) {
    return { decision: 'unknown', person: null, candidate: null, similarity: null, falseMatchRate: null };
  }
  const falseMatchRate = falseMatchRateOf(model.calibration.table, nearest.similarities, people);
  const decision = decide(falseMatchRate, maxFalseMatchRate);
  const named = { id: nearest.person.id, name: nearest.person.name };
  return {
    decision,
    person: decision === 'match' ? named : null,
    candidate: decision === 'possible' ? named : null,
    similarity: nearest.highest,
    falseMatchRate,
  };
}

function decide(falseMatchRate: number, maxFalseMatchRate: number): Decision {
  if (falseMatchRate <= maxFalseMatchRate) return 'match';
  return falseMatchRate <= POSSIBLE_FACTOR * maxFalseMatchRate ? 'possible' : 'unknown';
}
