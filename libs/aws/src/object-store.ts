import type { Readable } from 'node:stream';

/** What `putStream` holds in memory at a time. */
export const STREAM_MEMORY_BYTES = 48 * 1024 * 1024;

export interface PutOptions {
  /** Of the body, in hexadecimal digits, where it is known anyway: the store takes no other body, and it is not hashed again. */
  sha256?: string;
}

export interface ByteRange {
  from: number;
  bytes: number;
}

/** One private bucket. Every failure but absence throws. */
export abstract class ObjectStore {
  abstract put(
    key: string,
    body: Uint8Array | string,
    contentType: string,
    options?: PutOptions,
  ): Promise<void>;
  /**
   * @param options.range  so many bytes, from this one on, instead of all
   * @returns undefined where no object has this key
   */
  abstract get(
    key: string,
    options?: { range?: ByteRange; signal?: AbortSignal },
  ): Promise<Buffer | undefined>;
  abstract exists(key: string): Promise<boolean>;
  /** Deleting what is not there is no error. */
  abstract delete(keys: string[]): Promise<void>;
  /** All keys with this prefix in the order of their bytes, as many pages as it takes. */
  abstract list(prefix: string): Promise<string[]>;
  /** What stands between a prefix and the next slash: below `a/` the names of the folders, `b` for `a/b/c`. */
  abstract folders(prefix: string): Promise<string[]>;
  /**
   * The next keys with this prefix in the order of their bytes.
   *
   * @param after  begins behind this key, which need not be there
   * @param limit  1 to 1,000
   */
  abstract listAfter(prefix: string, after: string, limit: number): Promise<string[]>;
  /** @returns bytes, undefined where no object has this key */
  abstract size(key: string): Promise<number | undefined>;
  /** Throws unless the bucket can be reached. */
  abstract ping(): Promise<void>;
}

/** Images as clients sent them, byte for byte. */
export abstract class ImageStore extends ObjectStore {
  /** What is too large for the memory. When the stream fails, nothing is stored, and its error is thrown. */
  abstract putStream(key: string, body: Readable, contentType: string): Promise<void>;
  /** @returns undefined where no object has this key */
  abstract getStream(key: string): Promise<Readable | undefined>;
}
/** Entries of the galleries. */
export abstract class GalleryStore extends ObjectStore {}

/** Where of two who write the same object the first one wins. */
abstract class FirstComeStore extends ObjectStore {
  /**
   * @returns false where there was an object of this key already. A server that does not know conditional writes
   *   overwrites it and says true: nothing may rely on this alone.
   */
  abstract putIfAbsent(key: string, body: Uint8Array | string, contentType: string): Promise<boolean>;
}
/** Results, by the id of their request. */
export abstract class ResultStore extends FirstComeStore {}
/** Who came first with what; lies beside the results. */
export abstract class ClaimStore extends FirstComeStore {}
/** What happened: nothing of it is ever changed or deleted from here. */
export abstract class AuditStore {
  /** As with claims: `false` where there was an object of this key already. */
  abstract putIfAbsent(key: string, body: Uint8Array | string, contentType: string): Promise<boolean>;
  abstract get(key: string): Promise<Buffer | undefined>;
  abstract list(prefix: string): Promise<string[]>;
  abstract folders(prefix: string): Promise<string[]>;
}
