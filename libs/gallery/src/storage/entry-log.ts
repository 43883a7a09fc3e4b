import { type ByteRange, GalleryStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { Entry } from '../entry';
import { decodeHalves } from '../vectors/half-float';
import { createHash } from 'node:crypto';
import { idsOf, type Segment } from './segment';
import { decodeSegment, encodeSegment, halvesOf } from './segment-format';

/** Many entries in one object. */
export interface SegmentRef {
  id: string;
  /** How many of its bytes come before the embeddings. */
  headBytes: number;
}

/** What is stored of a gallery: entries one by one, segments of many, and the search graphs of large segments. */
export interface Listing {
  entries: string[];
  segments: SegmentRef[];
  /** Names of the graphs, as `graphName` makes them. */
  graphs: string[];
}

/** Of a listing. */
const KEYS_PER_PAGE = 1_000;

/**
 * What is stored of all galleries: `galleries/<gallery>/entries/<id>`, `…/graphs/<segment>.<model>` and
 * `…/segments/<id>.<bytes before the embeddings>`. An entry is in one place or, while somebody compacts, in several.
 */
@Injectable()
export class EntryLog {
  constructor(@Inject(GalleryStore) private readonly store: GalleryStore) {}

  /** Writing the same entry again changes nothing. */
  async append(gallery: string, entry: Entry): Promise<void> {
    await this.store.put(
      `${folderOf(gallery)}entries/${entry.id}`,
      JSON.stringify(entry),
      'application/json',
    );
  }

  /**
   * In the order of names: entries before segments. What is folded stands in a segment before it goes from the entries,
   * so no listing misses both, however many pages it has. Segments that take each other's places have names in any order,
   * and two pages could miss both: if there are several pages, segments are listed once more, on a page of their own.
   */
  async list(gallery: string): Promise<Listing> {
    const folder = folderOf(gallery);
    const listing: Listing = { entries: [], segments: [], graphs: [] };
    const keys = await this.store.list(folder);
    for (const key of keys) {
      const [kind, name = ''] = key.slice(folder.length).split('/');
      if (kind === 'entries') listing.entries.push(name);
      else if (kind === 'graphs') listing.graphs.push(name);
      else if (kind === 'segments') listing.segments.push(segmentNamed(name));
    }
    if (keys.length > KEYS_PER_PAGE) {
      const segments = await this.store.list(`${folder}segments/`);
      listing.segments = segments.map((key) => segmentNamed(key.slice(`${folder}segments/`.length)));
    }
    return listing;
  }

  /** Names of all galleries of which anything is stored. */
  async galleries(): Promise<string[]> {
    return this.store.folders('galleries/');
  }

  /** @returns undefined where it was erased or folded meanwhile */
  async read(gallery: string, id: string): Promise<Entry | undefined> {
    const json = await this.store.get(`${folderOf(gallery)}entries/${id}`);
    return json === undefined ? undefined : Entry.parse(JSON.parse(json.toString('utf8')));
  }

  /** @returns undefined where it was replaced meanwhile */
  async readSegment(
    gallery: string,
    segment: SegmentRef,
    { withEmbeddings }: { withEmbeddings: boolean },
  ): Promise<Segment | undefined> {
    const bytes = await this.store.get(
      segmentKey(gallery, segment),
      withEmbeddings ? {} : { range: { from: 0, bytes: segment.headBytes } },
    );
    return bytes === undefined ? undefined : decodeSegment(bytes);
  }

  /**
   * One embedding of a segment.
   * @returns undefined where the segment was replaced meanwhile
   */
  async readEmbedding(
    gallery: string,
    segment: SegmentRef,
    range: ByteRange,
  ): Promise<Float32Array | undefined> {
    const bytes = await this.store.get(segmentKey(gallery, segment), { range });
    return bytes && decodeHalves(halvesOf(bytes));
  }

  async writeSegment(gallery: string, segment: Segment): Promise<SegmentRef> {
    const { bytes, headBytes } = encodeSegment(segment);
    const ref = { id: segmentId(segment), headBytes };
    await this.store.put(segmentKey(gallery, ref), bytes, 'application/octet-stream');
    return ref;
  }

  async readGraph(gallery: string, name: string): Promise<Buffer | undefined> {
    return this.store.get(`${folderOf(gallery)}graphs/${name}`);
  }

  async writeGraph(gallery: string, name: string, bytes: Buffer): Promise<void> {
    await this.store.put(`${folderOf(gallery)}graphs/${name}`, bytes, 'application/octet-stream');
  }

  async erase(gallery: string, ids: string[]): Promise<void> {
    await this.store.delete(ids.map((id) => `${folderOf(gallery)}entries/${id}`));
  }

  /** With their graphs. */
  async eraseSegments(gallery: string, segments: SegmentRef[], graphs: string[]): Promise<void> {
    const ofThese = graphs.filter((name) => segments.some(({ id }) => name.startsWith(`${id}.`)));
    await this.store.delete([
      ...segments.map((segment) => segmentKey(gallery, segment)),
      ...ofThese.map((name) => `${folderOf(gallery)}graphs/${name}`),
    ]);
  }
}

/**
 * As young as its youngest entry. Whoever writes the same entries writes the same object: of many that compact or clean a
 * gallery at once, each would otherwise leave a copy, which the others would copy again.
 */
function segmentId(segment: Segment): string {
  const ids = [...idsOf(segment)].sort();
  const hash = createHash('sha256');
  for (const id of ids) hash.update(id);
  const digits = hash.digest('hex');
  const time = (ids.at(-1) ?? '').slice(0, TIME_LENGTH);
  return `${time}-7${digits.slice(0, 3)}-8${digits.slice(3, 6)}-${digits.slice(6, 18)}`;
}
/** "019338e2-7c1b": the time stamp of a UUIDv7, as it is written. */
const TIME_LENGTH = 13;

/** The graph of the embeddings by one model in one segment. Models' names may have dots, ids have none. */
export const graphName = (segmentId: string, model: string): string => `${segmentId}.${model}`;

function segmentNamed(name: string): SegmentRef {
  const [id = '', headBytes] = name.split('.');
  return { id, headBytes: Number(headBytes) };
}

const folderOf = (gallery: string): string => `galleries/${gallery}/`;

const segmentKey = (gallery: string, { id, headBytes }: SegmentRef): string =>
  `${folderOf(gallery)}segments/${id}.${headBytes}`;
