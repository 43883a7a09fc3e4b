import type { Decision, RankedPerson } from '@facefleet/contracts';
import type { Calibration, Embedder } from '@facefleet/models';
import { falseMatchRateAt } from './false-match-rate';
import type { GalleryView } from './gallery-view';
import { type NearestPerson, nearestPeople } from './nearest-person';
import { similarity } from './similarity';
import { type Face, NOT_KEPT } from './state/face';
import type { Person } from './state/person';
import { compare } from './vectors/compare';

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

/** What is said of a probe by the people nearest to it, as `rank` gives them. */
export function identify(nearest: readonly RankedPerson[]): Identification {
  const [first] = nearest;
  if (first === undefined) {
    return { decision: 'unknown', person: null, candidate: null, similarity: null, falseMatchRate: null };
  }
  const { decision, person, similarity, falseMatchRate } = first;
  return {
    decision,
    person: decision === 'match' ? person : null,
    candidate: decision === 'possible' ? person : null,
    similarity,
    falseMatchRate,
  };
}

/**
 * The people of a gallery who are nearest to a probe, each once; those first whom strangers come this near most rarely.
 *
 * @param count  at most so many
 * @param except the id of somebody who is not searched
 */
export function rank(
  probe: Float32Array,
  gallery: GalleryView,
  model: ComparedModel,
  maxFalseMatchRate: number,
  count: number,
  except?: string,
): RankedPerson[] {
  const { people, searched } = compare(probe, gallery.state, model.name, count + 1);
  const others = people.filter(({ person }) => person.id !== except);
  const leftOut = except === undefined ? undefined : gallery.state.people.get(except);
  const isCounted = leftOut !== undefined && comparableFaces(leftOut, model).length > 0;
  return nearestPeople(others, model.calibration.table, count, isCounted ? searched - 1 : searched).map(
    (nearest) => rankedPerson(nearest, model, maxFalseMatchRate),
  );
}

/**
 * How near a probe is to one person, whoever else there is.
 * @returns undefined where none of his faces can be compared
 */
export function verify(
  probe: Float32Array,
  gallery: GalleryView,
  person: Person,
  model: ComparedModel,
  maxFalseMatchRate: number,
): RankedPerson | undefined {
  const space = gallery.state.spaces?.find(model.name);
  if (!space) return undefined;
  const handles = comparableFaces(person, model).map((face) => face.handleOf(model.name));
  const compared = { person, similarities: handles.map((handle) => space.similarity(probe, handle)) };
  const [nearest] = nearestPeople([compared], model.calibration.table, 1, 1);
  return nearest && rankedPerson(nearest, model, maxFalseMatchRate);
}

/** Those faces of a person which are at least this similar to a probe, in the order of their ids. */
export function facesLike(
  probe: Float32Array,
  { state }: GalleryView,
  person: Person,
  model: ComparedModel,
  minSimilarity: number,
): Face[] {
  const space = state.spaces?.find(model.name);
  if (!space) return [];
  return comparableFaces(person, model).filter(
    (face) => space.similarity(probe, face.handleOf(model.name)) >= minSimilarity,
  );
}

/** @returns undefined where the face has none by this model, or is not there */
export function embeddingOf(
  { state }: GalleryView,
  faceId: string,
  model: ComparedModel,
): Float32Array | undefined {
  const handle = state.enrolledFace(faceId)?.handleOf(model.name) ?? NOT_KEPT;
  return handle === NOT_KEPT ? undefined : state.spaces?.find(model.name)?.vector(handle);
}

/** How near two faces are to each other, whoever they are. */
export function compareFaces(
  a: Float32Array,
  b: Float32Array,
  model: ComparedModel,
  maxFalseMatchRate: number,
): Pick<RankedPerson, 'similarity' | 'falseMatchRate' | 'decision'> {
  const found = similarity(a, b, model.distance);
  const falseMatchRate = told(falseMatchRateAt(model.calibration.table, found));
  return { similarity: found, falseMatchRate, decision: decide(falseMatchRate, maxFalseMatchRate) };
}

/** In the order in which they are compared. */
function comparableFaces(person: Person, model: ComparedModel): Face[] {
  return person.faces.filter((face) => face.handleOf(model.name) !== NOT_KEPT);
}

function rankedPerson(
  { person, similarity, bestFace, ...found }: NearestPerson<Person>,
  model: ComparedModel,
  maxFalseMatchRate: number,
): RankedPerson {
  const faces = comparableFaces(person, model);
  const falseMatchRate = told(found.falseMatchRate);
  const decision = decide(falseMatchRate, maxFalseMatchRate);
  const needed = decision === 'match' ? maxFalseMatchRate : POSSIBLE_FACTOR * maxFalseMatchRate;
  return {
    person: { id: person.id, name: person.name },
    decision,
    similarity,
    falseMatchRate,
    bestFaceId: faces[bestFace]!.faceId,
    supportingFaces: found.falseMatchRates.filter((rate) => told(rate) <= needed).length,
    enrolledFaces: faces.length,
  };
}

/** Decided by the rate that is told. */
function told(falseMatchRate: number): number {
  return Number(falseMatchRate.toPrecision(RATE_DIGITS));
}

function decide(falseMatchRate: number, maxFalseMatchRate: number): Decision {
  if (falseMatchRate <= maxFalseMatchRate) return 'match';
  return falseMatchRate <= POSSIBLE_FACTOR * maxFalseMatchRate ? 'possible' : 'unknown';
}
