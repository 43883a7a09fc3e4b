import type { IncomingMessage } from 'node:http';
import { BATCHES_PATH } from '../batches/batch-body';
import { IMPORTS_PATH } from '../imports/import-body';
import { requestPath } from '../request-path';
import type { ConnectionLimits } from './connection-limits';

/** How long the body of this request may take, whatever its pace [ms]. */
export function bodyLimitMs(request: IncomingMessage, { bodyMs }: ConnectionLimits): number {
  const path = requestPath(request);
  if (path === BATCHES_PATH || IMPORTS_PATH.test(path)) return bodyMs.archive;
  return /^multipart\//i.test(request.headers['content-type'] ?? '') ? bodyMs.images : bodyMs.json;
}
