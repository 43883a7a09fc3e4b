export const IDEMPOTENCE = 'facefleet:idempotence';

/** How a handler takes a request that it has seen before. */
export interface Idempotence {
  /**
   * The handler uses `attemptOf(request).id` as the id of what it makes, so running it again with that id does no harm.
   * A client that sends again while, or after, its first request was lost then gets the result of the first; else it
   * gets 409 until the first was answered.
   */
  resumes: boolean;
}
