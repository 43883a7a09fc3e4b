import { messageOf } from '@facefleet/platform';
import type { Logger } from '@nestjs/common';
import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** @param about what stands in the log where it ends early */
export async function sendArchive(
  response: Response,
  tar: AsyncIterable<Buffer>,
  name: string,
  logger: Logger,
  about: object,
): Promise<void> {
  response.setHeader('Content-Type', 'application/x-tar');
  response.setHeader('Content-Disposition', `attachment; filename="${name}.tar"`);
  try {
    await pipeline(Readable.from(tar, { objectMode: false }), response);
  } catch (error) {
    // The status is gone already: a client knows by the end of the connection that the archive is not complete.
    logger.warn({ ...about, error: messageOf(error) }, 'export ended early');
  }
}
