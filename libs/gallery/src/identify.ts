import type { Decision } from '@facefleet/contracts';
import type { Embedder } from '@facefleet/models';
import type { EnrolledFace } from './gallery-state';
import type { GalleryView } from './gallery-view';
import { similarity } from './similarity';

export interface Identification {
  decision: Decision;
  person: { id: string; name: string } | null;
  /** To the nearest person, named or not; null where the gallery has nobody to compare with. */
  similarity: number | null;
}

/** Names a probe: the person with the most similar enrolled face, if that is similar enough for this model. */
export function identify(
  probe: Float32Array,
  gallery: GalleryView,
  modelName: string,
  model: Pick<Embedder, 'distance' | 'matchSimilarity'>,
): Identification {
  let nearest: EnrolledFace | undefined;
  let highest = -Infinity;
  for (const person of gallery.state.people.values()) {
    for (const face of person.faces) {
      if (face.model !== modelName) continue; // embeddings of different models cannot be compared
      const value = similarity(probe, face.embedding, model.distance);
      if (value > highest) [highest, nearest] = [value, face];
    }
  }
  if (nearest === undefined) return { decision: 'unknown', person: null, similarity: null };
  const person = gallery.state.people.get(nearest.personId);
  if (person === undefined || highest < model.matchSimilarity) {
    return { decision: 'unknown', person: null, similarity: highest };
  }
  return { decision: 'match', person: { id: person.id, name: person.name }, similarity: highest };
}
