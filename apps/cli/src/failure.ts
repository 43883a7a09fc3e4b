import { FacefleetError, FacefleetUnreachable } from '@facefleet/client';
import { CommanderError } from 'commander';
import type { Failure, Terminal } from './terminal/terminal';

const FAILURE = 1;
const USAGE = 2;

/** Why a command cannot go on, in the manner of the API's problems. */
export class CliError extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Of several things that were asked for, some failed; each was told. */
export class SomeFailed extends Error {}

/** @throws what is a fault of ours */
export function failureOf(error: unknown): Failure {
  if (error instanceof FacefleetError) {
    const { code, detail, requestId, issues } = error;
    return { code, detail, requestId, issues };
  }
  if (error instanceof FacefleetUnreachable) return { code: 'unreachable', detail: error.message };
  if (error instanceof CliError) return { code: error.code, detail: error.detail };
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { code: 'file-not-found', detail: `There is no file ${path ?? ''}.` };
  if (typeof code === 'string' && path !== undefined)
    return { code: 'file-unreadable', detail: `${path}: ${code}.` };
  throw error;
}

/** Failures that every further request would end in, too: there is no sense in going on. */
export function isHopeless(error: unknown): boolean {
  if (error instanceof FacefleetUnreachable) return true;
  return error instanceof FacefleetError && (error.status === 401 || error.status === 403);
}

/** Says what went wrong, unless that was said already. */
export function exitCodeOf(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE; // it has written its own message
  if (!(error instanceof SomeFailed)) terminal.failure(failureOf(error));
  return FAILURE;
}
