import type { EnrolmentWarning } from '@facefleet/contracts';
import {
  type ComparedModel,
  DEFAULT_MAX_FALSE_MATCH_RATE,
  type GalleryView,
  rank,
  verify,
} from '@facefleet/gallery';
import { SCORE_DIGITS, tidied } from './tidied';

/**
 * What speaks against a face being this person's, before it is enrolled. A message that comes again may find the face in
 * the gallery already, and then has nothing to warn of.
 */
export function enrolmentWarnings(
  embedding: Float32Array,
  view: GalleryView,
  model: ComparedModel,
  personId: string,
): EnrolmentWarning[] {
  const maxFalseMatchRate = view.state.maxFalseMatchRate ?? DEFAULT_MAX_FALSE_MATCH_RATE;
  const warnings: EnrolmentWarning[] = [];
  const [nearest] = rank(embedding, view, model, maxFalseMatchRate, 1);
  if (nearest?.decision === 'match' && nearest.person.id !== personId) {
    const similarity = tidied(nearest.similarity, SCORE_DIGITS);
    warnings.push({ code: 'already-enrolled', personId: nearest.person.id, similarity });
  }
  const person = view.state.people.get(personId);
  const own = person && verify(embedding, view, person, model, maxFalseMatchRate);
  if (own?.decision === 'unknown') {
    warnings.push({ code: 'unlike-other-faces', similarity: tidied(own.similarity, SCORE_DIGITS) });
  }
  return warnings;
}
