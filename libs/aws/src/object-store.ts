/** One private bucket. Every failure but absence throws. */
export abstract class ObjectStore {
  abstract put(key: string, body: Uint8Array | string, contentType: string): Promise<void>;
  /** @returns undefined where no object has this key */
  abstract get(key: string, signal?: AbortSignal): Promise<Buffer | undefined>;
  abstract exists(key: string): Promise<boolean>;
  /** Deleting what is not there is no error. */
  abstract delete(keys: string[]): Promise<void>;
  /** All keys with this prefix in the order of their bytes, as many pages as it takes. */
  abstract list(prefix: string): Promise<string[]>;
  /** Throws unless the bucket can be reached. */
  abstract ping(): Promise<void>;
}

/** Images as clients sent them, byte for byte. */
export abstract class ImageStore extends ObjectStore {}
/** Results, by the id of their request. */
export abstract class ResultStore extends ObjectStore {}
/** Entries of the galleries. */
export abstract class GalleryStore extends ObjectStore {}
