/**
 * What a client may take of a gateway by being slow. Times are long enough for a telephone on a bad line and short enough
 * that connections, memory and file descriptors come back.
 */
export abstract class ConnectionLimits {
  /** Until the headers of a request are complete, from the first byte or from the connection's beginning [ms]. */
  abstract readonly headersMs: number;
  /** Until a body is complete: JSON and the like, forms with an image or two, archives and batches [ms]. */
  abstract readonly bodyMs: { json: number; images: number; archive: number };
  /** A client that we wait for must send, or read, so much on average over `paceWindowMs` [bytes/s]. */
  abstract readonly minBytesPerS: number;
  abstract readonly paceWindowMs: number;
  /** How long the rest of an upload is taken that was answered already: a client that still sends does not read [ms]. */
  abstract readonly lingerMs: number;
  /** Open at once. Behind a load balancer all clients share a few addresses, so that none is counted by its own. */
  abstract readonly maxConnections: number;
  /** Longer than load balancers keep idle connections, so that we are never the one who closes first [ms]. */
  abstract readonly keepAliveMs: number;
  abstract readonly lookEveryMs: number;
}

/** Of a request with its headers; Node's own default, so that it stays the same with another Node [bytes]. */
export const MAX_HEADER_BYTES = 16_384;
