import type { Block, EnrolmentRow, Segment } from '../storage/segment';
import type { VectorShard } from '../vectors/vector-shard';
import { NOT_KEPT } from './face';
import type { GalleryState, Place } from './gallery-state';

/**
 * Adds all entries of a segment.
 *
 * @param shards  the embeddings of its enrolments, row by row, of models for which somebody has put them into a shard
 * @param isNew   called with the id of each entry that was not known
 */
export function addSegment(
  state: GalleryState,
  { enrolments, embeddings, others }: Segment,
  shards: ReadonlyMap<string, VectorShard>,
  isNew: (id: string) => void,
): void {
  for (const entry of others) if (state.add(entry)) isNew(entry.id);
  for (const block of enrolments) {
    const shard = shards.get(block.model);
    if (shard) adoptBlock(state, block, shard, isNew);
    else {
      block.rows.forEach((row, index) => {
        if (state.addEnrolment({ ...row, model: block.model }, placed(state, block, index))) isNew(row.id);
      });
    }
  }
  for (const block of embeddings) {
    block.rows.forEach((row, index) => {
      const further = { ...row, type: 'embedding' as const, model: block.model };
      if (state.addEmbedding(further, placed(state, block, index))) isNew(row.id);
    });
  }
}

function placed(
  { spaces }: GalleryState,
  { model, dimensions, halves }: Block<unknown>,
  index: number,
): Place {
  return (face) =>
    spaces && halves
      ? spaces
          .ofModel(model, dimensions)
          .addHalves(halves.subarray(index * dimensions, (index + 1) * dimensions), face)
      : NOT_KEPT;
}

function adoptBlock(
  state: GalleryState,
  { model, dimensions, rows }: Block<EnrolmentRow>,
  shard: VectorShard,
  isNew: (id: string) => void,
): void {
  const space = state.spaces?.ofModel(model, dimensions);
  if (!space) throw new Error('A shard for a gallery that keeps no embeddings');
  const first = space.adopt(shard);
  rows.forEach((row, index) => {
    let isWanted = false;
    const place: Place = (face) => {
      isWanted = true;
      space.giveTo(first + index, face);
      return first + index;
    };
    if (state.addEnrolment({ ...row, model }, place)) isNew(row.id);
    if (!isWanted) space.delete(first + index);
  });
}
