import { createHash, randomUUID } from 'node:crypto';
import { S3Problem } from './s3-problem';

/** An object that comes in parts, and is not there before it was completed. */
export interface PartUpload {
  bucket: string;
  key: string;
  contentType: string | undefined;
  metadata: Record<string, string> | undefined;
}

interface Part {
  body: Buffer;
  etag: string;
}

/** Uploads in parts, in memory: whoever is interrupted by a restart begins anew, as after S3 has aborted an upload. */
export class PartUploads {
  private readonly uploads = new Map<string, PartUpload & { parts: Map<number, Part> }>();

  create(upload: PartUpload): string {
    const id = randomUUID();
    this.uploads.set(id, { ...upload, parts: new Map() });
    return id;
  }

  /** @returns the part's ETag */
  put(id: string, partNumber: number, body: Buffer): string {
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    this.find(id).parts.set(partNumber, { body, etag });
    return etag;
  }

  /** The whole object, by the parts that the client names in their order. */
  complete(
    id: string,
    named: readonly { partNumber: number; etag: string }[],
  ): PartUpload & { body: Buffer } {
    const { parts, ...upload } = this.find(id);
    const bodies = named.map(({ partNumber, etag }, position) => {
      const part = parts.get(partNumber);
      if (part === undefined || bare(part.etag) !== bare(etag)) {
        throw new S3Problem('InvalidPart', `There is no part ${partNumber} with this ETag`, 400);
      }
      if (position > 0 && (named[position - 1]?.partNumber ?? 0) >= partNumber) {
        throw new S3Problem('InvalidPartOrder', 'The parts are not in ascending order', 400);
      }
      return part.body;
    });
    this.uploads.delete(id);
    return { ...upload, body: Buffer.concat(bodies) };
  }

  abort(id: string): void {
    this.find(id);
    this.uploads.delete(id);
  }

  private find(id: string) {
    const upload = this.uploads.get(id);
    if (upload) return upload;
    throw new S3Problem(
      'NoSuchUpload',
      'There is no such upload: it was completed, aborted or forgotten',
      404,
    );
  }
}

const bare = (etag: string): string => etag.replaceAll('"', '');
