import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { S3UploadUrls } from './s3-upload-urls';

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
const urls = new S3UploadUrls(new S3Client({ region: 'eu-central-1', credentials }), 'images');

describe('S3UploadUrls', () => {
  it('signs one PUT of one key for a time', async () => {
    const url = new URL(await urls.put('uploads/a/0', 900));
    expect(url.hostname).toBe('images.s3.eu-central-1.amazonaws.com');
    expect(url.pathname).toBe('/uploads/a/0');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'X-Amz-Expires': '900',
      'X-Amz-SignedHeaders': 'host',
      'x-id': 'PutObject',
    });
  });

  it('signs the length where it is known: S3 takes no other', async () => {
    const { searchParams } = new URL(await urls.put('uploads/a/0', 900, 12_345));
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host');
  });
});
