import type { Facefleet } from '@facefleet/client';
import type { Command } from 'commander';
import type { Terminal } from './terminal/terminal';

/** What every command works with. */
export interface Context {
  facefleet: Facefleet;
  terminal: Terminal;
  /** Results are wanted as JSON, one object a line. */
  json: boolean;
}

/** Makes the context of a command that is about to run. */
export type ContextOf = (command: Command) => Context;
