/** URLs with which a client puts objects into the images bucket by itself. */
export abstract class UploadUrls {
  /**
   * A URL for one HTTP PUT, which anybody may use who has it.
   *
   * @param validS         how long it can be used [s]
   * @param contentLength  the store takes exactly so many bytes; undefined: as many as are sent, which a PUT by URL cannot limit
   */
  abstract put(key: string, validS: number, contentLength?: number): Promise<string>;
}
