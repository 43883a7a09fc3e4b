import type { Request } from 'express';

/** So long a client is listened to that sends on although it was answered. */
const LONGEST_MS = 10_000;

/**
 * The request was answered before its body was read. Were the connection closed now, a client that is still sending would
 * find it broken and might never see the answer: what comes is thrown away, for a while.
 */
export function discardUnread(request: Request): void {
  if (request.complete || request.destroyed) return;
  const timer = setTimeout(() => request.socket.destroy(), LONGEST_MS).unref();
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
