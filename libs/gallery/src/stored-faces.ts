import type { Box } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { decodeEmbedding } from './entry';
import type { Face } from './state/face';
import { EntryLog, type SegmentRef } from './storage/entry-log';
import { embeddingPlaces } from './storage/segment-format';

/** All that is stored of an enrolled face in its gallery. */
export interface StoredFace {
  faceId: string;
  /** Absent where the face was removed while it was read; so are its embeddings. */
  enrolled?: { box: Box; imageSha256: string };
  /** By model. What was folded into a segment has lost half of its digits. */
  embeddings: Map<string, Float32Array>;
}

/** What is listed may be folded before it is read; then the next listing says where it is. */
const MOST_LISTINGS = 5;

/** Faces as they lie in the store, also for processes that keep no embeddings. */
@Injectable()
export class StoredFaces {
  constructor(@Inject(EntryLog) private readonly log: EntryLog) {}

  /** In the order of `faces`. Of a segment it reads what stands before the embeddings, and those of these faces only. */
  async read(gallery: string, faces: readonly Face[]): Promise<StoredFace[]> {
    const found = new Map<string, Sought>();
    for (const { faceId, models } of faces) found.set(faceId, { faceId, models, embeddings: new Map() });
    for (const face of faces) await this.readEntries(gallery, face, found);
    // After the entries: whatever is not there any more stands in a segment by now.
    for (let round = 0; round < MOST_LISTINGS && [...found.values()].some(isIncomplete); round++) {
      let isWhole = true;
      for (const ref of (await this.log.list(gallery)).segments)
        isWhole = (await this.readSegment(gallery, ref, found)) && isWhole;
      if (isWhole) break;
    }
    return [...found.values()].map(({ faceId, enrolled, embeddings }) => ({ faceId, enrolled, embeddings }));
  }

  private async readEntries(gallery: string, face: Face, found: Map<string, Sought>): Promise<void> {
    const { faceId, embeddingEntries = [] } = face;
    const sought = found.get(faceId) as Sought;
    for (const id of [faceId, ...embeddingEntries]) {
      const entry = await this.log.read(gallery, id);
      if (entry?.type !== 'enrol' && entry?.type !== 'embedding') continue;
      sought.embeddings.set(entry.model, decodeEmbedding(entry.embedding));
      if (entry.type === 'enrol') sought.enrolled = { box: entry.box, imageSha256: entry.imageSha256 };
    }
  }

  /** @returns false where it was replaced meanwhile */
  private async readSegment(gallery: string, ref: SegmentRef, found: Map<string, Sought>): Promise<boolean> {
    const segment = await this.log.readSegment(gallery, ref, { withEmbeddings: false });
    if (segment === undefined) return false;
    for (const { row, model, range } of embeddingPlaces(segment, ref.headBytes)) {
      const sought = found.get('faceId' in row ? row.faceId : row.id);
      if (!sought) continue;
      if ('box' in row) sought.enrolled ??= { box: row.box, imageSha256: row.imageSha256 };
      if (sought.embeddings.has(model) || !sought.models.includes(model)) continue;
      const embedding = await this.log.readEmbedding(gallery, ref, range);
      if (embedding === undefined) return false;
      sought.embeddings.set(model, embedding);
    }
    return true;
  }
}

interface Sought extends StoredFace {
  models: readonly string[];
}

const isIncomplete = ({ models, embeddings, enrolled }: Sought): boolean =>
  enrolled === undefined || models.some((model) => !embeddings.has(model));
