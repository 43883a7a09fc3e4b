import type { NestExpressApplication } from '@nestjs/platform-express';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

/** Beside the built apps. Where nothing is built, as in tests of the sources, nothing is served. */
const FOLDER = join(__dirname, '../../../../console');
/** Files whose names have a digest of what is in them. */
const HASHED = join(FOLDER, 'assets');

/** The web console at `/`: files only, all that it shows comes from the API. What is no file of it goes its way. */
export function serveConsole(app: NestExpressApplication): void {
  app.useStaticAssets(FOLDER, { etag: false, lastModified: false, redirect: false, setHeaders });
}

/** A browser that kept an old page would ask for scripts that are gone. */
function setHeaders(response: ServerResponse, file: string): void {
  const isHashed = file.startsWith(HASHED);
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}
