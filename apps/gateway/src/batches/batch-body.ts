import { ExpectedError } from '@facefleet/platform';
import type { Request } from 'express';

export const BATCHES_PATH = 'v1/batches';

/** 100,000 keys of uploads. */
const MAX_BATCH_JSON_BYTES = 8_000_000;

/** @throws ExpectedError `request-invalid`, `request-too-large` */
export async function readBatchJson(request: Request): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // To the end, whatever comes: a client that is still sending would not see the answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BATCH_JSON_BYTES) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (bytes > MAX_BATCH_JSON_BYTES) {
    throw new ExpectedError('request-too-large', `The body is larger than ${MAX_BATCH_JSON_BYTES} bytes.`);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ExpectedError('request-invalid', 'The body is no JSON.');
  }
}
