import { JobStart, QueueMessage } from '@facefleet/contracts';
import { messageOf } from '@facefleet/platform';
import { z } from 'zod';

/** What a dead letter asks for. */
export type LetterContent = { start: JobStart } | { request: QueueMessage } | { unreadable: string };

const MOST_TOLD = 300;

export function contentOf(body: string): LetterContent {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    return { unreadable: told(`It is no JSON: ${messageOf(error)}`) };
  }
  const start = JobStart.safeParse(json);
  if (start.success) return { start: start.data };
  const request = QueueMessage.safeParse(json);
  if (request.success) return { request: request.data };
  return { unreadable: told(`It is no message of this version: ${z.prettifyError(request.error)}`) };
}

const told = (why: string) => (why.length > MOST_TOLD ? `${why.slice(0, MOST_TOLD)}…` : why);
