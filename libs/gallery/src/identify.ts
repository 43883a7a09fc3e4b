import type { Decision } from '@facefleet/contracts';
import type { Calibration, Embedder } from '@facefleet/models';
import type { GalleryView } from './gallery-view';
import { nearestPerson } from './nearest-person';
import { similarity } from './similarity';

/** What a search may err by where neither the request nor the gallery says: a stranger is named once in a thousand searches. */
export const DEFAULT_MAX_FALSE_MATCH_RATE = 1e-3;
/** Up to so many times the false match rate of a match, somebody should have a look. */
const POSSIBLE_FACTOR = 10;
/** A rate is an estimate: more digits would promise too much. */
const RATE_DIGITS = 2;

export interface Identification {
  decision: Decision;
  /** Who it is, in a `match`. */
  person: { id: string; name: string } | null;
  /** Who it may be, where that is `possible`: apart, so that nobody who reads only `person` takes a stranger for him. */
  candidate: { id: string; name: string } | null;
  /** To the nearest person's most similar face, named or not; null where the gallery has nobody to compare with. */
  similarity: number | null;
  /** How often a stranger's search of this gallery meets somebody at least this near, 0..1; null as above. */
  falseMatchRate: number | null;
}

/** An embedding model as far as identification goes: how its embeddings are compared, and what the outcome means. */
export interface ComparedModel {
  name: string;
  /** Another one whenever its answers may be others. */
  fingerprint: string;
  distance: Embedder['distance'];
  calibration: Calibration;
}

/** Names a probe: the nearest person, if strangers are that near rarely enough. */
export function identify(
  probe: Float32Array,
  gallery: GalleryView,
  model: ComparedModel,
  maxFalseMatchRate: number,
): Identification {
  const compared = [...gallery.state.people.values()].map((person) => ({
    person,
    similarities: person.faces
      .filter((face) => face.model === model.name) // embeddings of different models cannot be compared
      .map(({ embedding }) => similarity(probe, embedding, model.distance)),
  }));
  const nearest = nearestPerson(compared, model.calibration.table);
  if (nearest === undefined) {
    return { decision: 'unknown', person: null, candidate: null, similarity: null, falseMatchRate: null };
  }
  // Decided by the rate that is told.
  const falseMatchRate = Number(nearest.falseMatchRate.toPrecision(RATE_DIGITS));
  const decision = decide(falseMatchRate, maxFalseMatchRate);
  const named = { id: nearest.person.id, name: nearest.person.name };
  return {
    decision,
    person: decision === 'match' ? named : null,
    candidate: decision === 'possible' ? named : null,
    similarity: nearest.similarity,
    falseMatchRate,
  };
}

function decide(falseMatchRate: number, maxFalseMatchRate: number): Decision {
  if (falseMatchRate <= maxFalseMatchRate) return 'match';
  return falseMatchRate <= POSSIBLE_FACTOR * maxFalseMatchRate ? 'possible' : 'unknown';
}
