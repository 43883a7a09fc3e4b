import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { UploadUrls } from './upload-urls';

export class S3UploadUrls extends UploadUrls {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {
    super();
  }

  put(key: string, validS: number, contentLength?: number): Promise<string> {
    const command = new PutObjectCommand({ Bucket: this.bucket, Key: key, ContentLength: contentLength });
    return getSignedUrl(this.s3, command, { expiresIn: validS });
  }
}
