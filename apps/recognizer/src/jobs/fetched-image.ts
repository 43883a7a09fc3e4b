export interface FetchedImage {
  /** As the client sent it. */
  bytes: Buffer;
  /** From acceptance to the start of work [ms]. */
  queueMs: number;
  fetchMs: number;
}
