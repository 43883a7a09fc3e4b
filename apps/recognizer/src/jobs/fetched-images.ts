/** The images that a job asked for, by the names that it gave them. */
export interface FetchedImages<Name extends string> {
  /** As the client sent them. */
  images: Record<Name, Buffer>;
  /** From acceptance to the start of work [ms]. */
  queueMs: number;
  fetchMs: number;
}
