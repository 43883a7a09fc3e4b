import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { escapeUriPath } from '@smithy/core/protocols';
import { DirectCalls } from './direct-calls';
import type { ByteRange, PutOptions } from './object-store';

/** What S3 answers to a conditional write that came second. Of two that came together the SDK tells. */
const TAKEN = 412;

/** The calls to a bucket that each image costs, made directly. */
export class DirectS3 {
  private readonly calls: DirectCalls;

  constructor({ config }: S3Client, bucket: string) {
    const input = { Bucket: bucket, Key: '' };
    this.calls = new DirectCalls(config, () =>
      getEndpointFromInstructions(input, GetObjectCommand, { ...config }),
    );
  }

  /** @returns whether it is stored now, for all that is known */
  async put(
    key: string,
    body: Uint8Array | string,
    contentType: string,
    { sha256 }: PutOptions,
  ): Promise<boolean> {
    return (await this.write(key, body, { 'content-type': contentType }, sha256)) === 200;
  }

  /** @returns whether there was nothing yet, and this is stored now; undefined where that could not be found out */
  async putIfAbsent(
    key: string,
    body: Uint8Array | string,
    contentType: string,
  ): Promise<boolean | undefined> {
    const status = await this.write(key, body, { 'content-type': contentType, 'if-none-match': '*' });
    if (status === 200) return true;
    return status === TAKEN ? false : undefined;
  }

  /**
   * @returns undefined where it could not be found out what is stored
   * @throws what `signal` was aborted with
   */
  async get(
    key: string,
    { range, signal }: { range?: ByteRange; signal?: AbortSignal },
  ): Promise<{ body: Buffer | undefined } | undefined> {
    const answer = await this.calls.send({
      method: 'GET',
      path: escapeUriPath(key),
      headers: range ? { range: rangeHeader(range) } : {},
      unsignedBody: true,
      signal,
    });
    if (answer?.statusCode === (range ? 206 : 200)) return { body: answer.body };
    const isMissing = answer?.statusCode === 404 && answer.body.includes('<Code>NoSuchKey</Code>');
    return isMissing ? { body: undefined } : undefined;
  }

  private async write(
    key: string,
    body: Uint8Array | string,
    headers: Record<string, string>,
    bodySha256?: string,
  ): Promise<number | undefined> {
    const path = escapeUriPath(key);
    const how = bodySha256 === undefined ? { unsignedBody: true } : { bodySha256 };
    return (await this.calls.send({ method: 'PUT', path, headers, body, ...how }))?.statusCode;
  }
}

export function rangeHeader({ from, bytes }: ByteRange): string {
  return `bytes=${from}-${from + bytes - 1}`;
}
