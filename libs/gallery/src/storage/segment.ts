import { decodeEmbedding, type EmbeddingEntry, type EnrolEntry, type Entry } from '../entry';
import { encodeHalves } from '../vectors/half-float';

/** Rows whose embeddings are of one model; the embedding of the n-th row is the n-th in `halves`. */
export interface Block<Row> {
  model: string;
  dimensions: number;
  rows: Row[];
  /** Half floats; absent where a segment was read without its embeddings. */
  halves: Uint16Array | undefined;
}
export type EnrolmentRow = Pick<EnrolEntry, 'id' | 'personId' | 'name' | 'imageKey' | 'imageSha256' | 'box'>;
export type EmbeddingRow = Pick<EmbeddingEntry, 'id' | 'faceId'>;
export type OtherEntry = Exclude<Entry, EnrolEntry | EmbeddingEntry>;

/** Many entries of a gallery together, by the order of their ids: the same entries are always the same segment. */
export interface Segment {
  enrolments: Block<EnrolmentRow>[];
  embeddings: Block<EmbeddingRow>[];
  others: OtherEntry[];
}

export function segmentOf(entries: Iterable<Entry>): Segment {
  const gathered = new Gathered();
  for (const entry of entries) gathered.add(entry);
  return gathered.segment;
}

/** One segment in place of several: each entry once, without those that are void. */
export function merged(segments: readonly Segment[], isVoid: (id: string) => boolean): Segment {
  const gathered = new Gathered();
  const seen = new Set<string>();
  const isWanted = (id: string): boolean => {
    if (seen.has(id) || isVoid(id)) return false;
    seen.add(id);
    return true;
  };
  for (const { enrolments, embeddings, others } of segments) {
    for (const block of enrolments) gathered.enrolments.take(block, ({ id }) => isWanted(id));
    for (const block of embeddings) {
      gathered.embeddings.take(block, ({ id, faceId }) => !isVoid(faceId) && isWanted(id));
    }
    for (const entry of others) if (isWanted(entry.id)) gathered.add(entry);
  }
  return gathered.segment;
}

/** Ids of all entries in it. */
export function* idsOf({ enrolments, embeddings, others }: Segment): Generator<string> {
  for (const { rows } of enrolments) for (const { id } of rows) yield id;
  for (const { rows } of embeddings) for (const { id } of rows) yield id;
  for (const { id } of others) yield id;
}

class Gathered {
  readonly enrolments = new Blocks<EnrolmentRow>();
  readonly embeddings = new Blocks<EmbeddingRow>();
  private readonly others: OtherEntry[] = [];

  get segment(): Segment {
    return {
      enrolments: this.enrolments.all,
      embeddings: this.embeddings.all,
      others: this.others.sort(byId),
    };
  }

  add(entry: Entry): void {
    if (entry.type === 'enrol') {
      const { id, personId, name, imageKey, imageSha256, box } = entry;
      const row = { id, personId, name, imageKey, imageSha256, box };
      this.enrolments.add(entry.model, row, encodeHalves(decodeEmbedding(entry.embedding)));
    } else if (entry.type === 'embedding') {
      const { id, faceId } = entry;
      this.embeddings.add(entry.model, { id, faceId }, encodeHalves(decodeEmbedding(entry.embedding)));
    } else if (entry.type === 'remove') {
      // Earlier versions said whose the entries were; who was removed is not to be remembered.
      const { v, type, id, entries } = entry;
      this.others.push({ v, type, id, entries });
    } else this.others.push(entry);
  }
}

interface Gathering<Row> {
  model: string;
  dimensions: number;
  rows: { row: Row; halves: Uint16Array }[];
}

class Blocks<Row extends { id: string }> {
  private readonly blocks = new Map<string, Gathering<Row>>();

  get all(): Block<Row>[] {
    const blocks = [...this.blocks].sort(([a], [b]) => (a < b ? -1 : 1));
    return blocks.map(([, { rows, ...block }]) => {
      rows.sort((a, b) => byId(a.row, b.row));
      return {
        ...block,
        rows: rows.map(({ row }) => row),
        halves: joined(rows.map(({ halves }) => halves)),
      };
    });
  }

  add(model: string, row: Row, halves: Uint16Array): void {
    const key = `${model}/${halves.length}`; // nobody's mistake may keep the rest from being read
    const block = this.blocks.get(key) ?? { model, dimensions: halves.length, rows: [] };
    block.rows.push({ row, halves });
    this.blocks.set(key, block);
  }

  take({ model, dimensions, rows, halves }: Block<Row>, isWanted: (row: Row) => boolean): void {
    if (halves === undefined) throw new Error('The segment was read without its embeddings');
    rows.forEach((row, index) => {
      if (isWanted(row)) this.add(model, row, halves.subarray(index * dimensions, (index + 1) * dimensions));
    });
  }
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

function joined(parts: Uint16Array[]): Uint16Array {
  const whole = new Uint16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
