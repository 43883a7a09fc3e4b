import { ExpectedError } from '@facefleet/platform';
import type { Request } from 'express';

/**
 * A list that is too long to be read before it is known who sends it.
 * @throws ExpectedError `request-invalid`, `request-too-large`
 */
export async function readLongJson(request: Request, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // To the end, whatever comes: a client that is still sending would not see the answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (bytes > maxBytes) {
    throw new ExpectedError('request-too-large', `The body is larger than ${maxBytes} bytes.`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ExpectedError('request-invalid', 'The body is no JSON.');
  }
}
