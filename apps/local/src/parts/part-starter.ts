import type { Child, ChildSpec } from '../children/child';

/**
 * Starts processes that the system knows of and will stop.
 *
 * @param show what is done with the lines of its output, see `Child`; default: they go to the console
 * @throws once the system is stopping
 */
export type StartPart = (spec: ChildSpec, show?: (line: string) => string) => Child;
