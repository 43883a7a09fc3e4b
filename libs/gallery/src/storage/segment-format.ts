import type { ByteRange } from '@facefleet/aws';
import { z } from 'zod';
import { Entry } from '../entry';
import { enrolmentImageKey } from '../state/face';
import type { Block, EmbeddingRow, EnrolmentRow, OtherEntry, Segment } from './segment';

/*
 * A segment as one object: magic number, length of the head, head (JSON), columns, embeddings. All numbers are little
 * endian. Everything but the embeddings stands in front, so that who needs no embeddings reads no more than that.
 */
const MAGIC = 0x31534646; // "FFS1"
const PREFIX_BYTES = 8;
const ID_BYTES = 16;
const SHA256_BYTES = 32;
const BOX_BYTES = 16;
const HALF_BYTES = 2;
/** Boxes are kept to a tenth of a pixel. */
const BOX_STEPS = 10;

const BlockHead = z.object({ model: z.string(), dimensions: z.number().int(), rows: z.number().int() });

const Head = z.object({
  v: z.literal(1),
  /** As whom faces were enrolled: a column says which. */
  people: z.array(z.string()),
  /** By the number of the enrolment. */
  names: z.record(z.string(), z.string()),
  /** By the number of the enrolment, where it is another than usual. */
  imageKeys: z.record(z.string(), z.string()),
  enrolments: z.array(BlockHead),
  embeddings: z.array(BlockHead),
  others: z.array(Entry),
});
type Head = z.infer<typeof Head>;

export interface EncodedSegment {
  bytes: Buffer;
  /** How many of them come before the embeddings. */
  headBytes: number;
}

export function encodeSegment({ enrolments, embeddings, others }: Segment): EncodedSegment {
  const rows = enrolments.flatMap((block) => block.rows);
  const further = embeddings.flatMap((block) => block.rows);
  const people = [...new Set(rows.map(({ personId }) => personId))];
  const personNumbers = new Map(people.map((id, number) => [id, number]));
  const numbered = (valueOf: (row: EnrolmentRow) => string | undefined) =>
    Object.fromEntries(
      rows.flatMap((row, number) => {
        const value = valueOf(row);
        return value === undefined ? [] : [[number, value]];
      }),
    );
  const head: Head = {
    v: 1,
    people,
    names: numbered(({ name }) => name),
    imageKeys: numbered(({ id, imageKey }) => (imageKey === enrolmentImageKey(id) ? undefined : imageKey)),
    enrolments: enrolments.map(blockHead),
    embeddings: embeddings.map(blockHead),
    others,
  };
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(MAGIC, 0);
  prefix.writeUInt32LE(json.length, 4);
  const front = Buffer.concat([
    prefix,
    json,
    hexColumn(rows.map(({ id }) => id.replaceAll('-', ''))),
    uint32Column(rows.map(({ personId }) => personNumbers.get(personId) as number)),
    hexColumn(rows.map(({ imageSha256 }) => imageSha256)),
    uint32Column(rows.flatMap(({ box }) => [box.x, box.y, box.width, box.height].map(toSteps))),
    hexColumn(further.map(({ id }) => id.replaceAll('-', ''))),
    hexColumn(further.map(({ faceId }) => faceId.replaceAll('-', ''))),
  ]);
  const halves = [...enrolments, ...embeddings].map(({ halves }) => {
    if (halves === undefined) throw new Error('The segment was read without its embeddings');
    return Buffer.from(halves.buffer, halves.byteOffset, halves.byteLength);
  });
  return { bytes: Buffer.concat([front, ...halves]), headBytes: front.length };
}

/**
 * @param bytes a whole segment, or what comes before its embeddings
 * @throws Error where it is none
 */
export function decodeSegment(bytes: Buffer): Segment {
  if (bytes.readUInt32LE(0) !== MAGIC) throw new Error('This is no segment of a gallery');
  const jsonEnd = PREFIX_BYTES + bytes.readUInt32LE(4);
  const head = Head.parse(JSON.parse(bytes.toString('utf8', PREFIX_BYTES, jsonEnd)));
  const reader = new Reader(bytes, jsonEnd);
  const count = countOf(head.enrolments);
  const ids = reader.take(count * ID_BYTES);
  const people = reader.take(count * 4);
  const hashes = reader.take(count * SHA256_BYTES);
  const boxes = reader.take(count * BOX_BYTES);
  const furtherIds = reader.take(countOf(head.embeddings) * ID_BYTES);
  const furtherFaces = reader.take(countOf(head.embeddings) * ID_BYTES);
  const enrolment = (number: number): EnrolmentRow => {
    const id = idAt(ids, number);
    const at = number * BOX_BYTES;
    const [x, y, width, height] = [0, 4, 8, 12].map((offset) => boxes.readInt32LE(at + offset) / BOX_STEPS);
    return {
      id,
      personId: head.people[people.readUInt32LE(number * 4)] as string,
      name: head.names[number],
      imageKey: head.imageKeys[number] ?? enrolmentImageKey(id),
      imageSha256: hashes.toString('hex', number * SHA256_BYTES, (number + 1) * SHA256_BYTES),
      box: { x: x as number, y: y as number, width: width as number, height: height as number },
    };
  };
  const embedding = (number: number): EmbeddingRow => ({
    id: idAt(furtherIds, number),
    faceId: idAt(furtherFaces, number),
  });
  return {
    enrolments: blocks(head.enrolments, enrolment, reader),
    embeddings: blocks(head.embeddings, embedding, reader),
    others: head.others as OtherEntry[],
  };
}

function blocks<Row>(
  heads: Head['enrolments'],
  rowAt: (number: number) => Row,
  reader: Reader,
): Block<Row>[] {
  let next = 0;
  return heads.map(({ model, dimensions, rows }) => {
    const first = next;
    next += rows;
    return {
      model,
      dimensions,
      rows: Array.from({ length: rows }, (_, index) => rowAt(first + index)),
      halves: reader.atEnd ? undefined : reader.takeHalves(rows * dimensions),
    };
  });
}

class Reader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new Error('The segment of a gallery ends too early');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  takeHalves(count: number): Uint16Array {
    return halvesOf(this.take(count * HALF_BYTES));
  }
}

/** A copy, as half floats have to lie at even addresses. */
export function halvesOf(bytes: Buffer): Uint16Array {
  const halves = new Uint16Array(bytes.length / HALF_BYTES);
  bytes.copy(new Uint8Array(halves.buffer));
  return halves;
}

/** Where each embedding lies in the object of a segment, which may have been read without them. */
export function* embeddingPlaces(
  { enrolments, embeddings }: Segment,
  headBytes: number,
): Generator<{ row: EnrolmentRow | EmbeddingRow; model: string; range: ByteRange }> {
  let from = headBytes;
  for (const { model, dimensions, rows } of [...enrolments, ...embeddings]) {
    const bytes = dimensions * HALF_BYTES;
    for (const row of rows) {
      yield { row, model, range: { from, bytes } };
      from += bytes;
    }
  }
}

const blockHead = ({ model, dimensions, rows }: Block<unknown>) => ({ model, dimensions, rows: rows.length });
const countOf = (heads: Head['enrolments']): number => heads.reduce((sum, { rows }) => sum + rows, 0);
const toSteps = (pixels: number): number => Math.round(pixels * BOX_STEPS);
const hexColumn = (values: string[]): Buffer => Buffer.from(values.join(''), 'hex');

function uint32Column(values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32LE(value | 0, index * 4));
  return bytes;
}

function idAt(column: Buffer, number: number): string {
  const hex = column.toString('hex', number * ID_BYTES, (number + 1) * ID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
