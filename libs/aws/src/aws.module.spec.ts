import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AwsModule } from './aws.module';
import { UploadUrls } from './upload-urls';

const options = {
  region: 'eu-central-1',
  queueUrl: 'http://cloud:4566/queue',
  bulkQueueUrl: 'http://cloud:4566/bulk',
  buckets: { images: 'images', results: 'results', galleries: 'galleries' },
};

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => vi.unstubAllEnvs());

it.each([
  ['of AWS', {}, 'https://images.s3.eu-central-1.amazonaws.com/uploads/a/0'],
  ['that the gateway uses itself', { endpoint: 'http://cloud:4566' }, 'http://cloud:4566/images/uploads/a/0'],
  [
    'that clients are told to use',
    { endpoint: 'http://cloud:4566', uploadEndpoint: 'http://127.0.0.1:4566' },
    'http://127.0.0.1:4566/images/uploads/a/0',
  ],
])('URLs for uploads name the object store %s', async (_, endpoints, expected) => {
  const module = await Test.createTestingModule({
    imports: [AwsModule.forRoot({ ...options, ...endpoints })],
  }).compile();
  const url = new URL(await module.get(UploadUrls).put('uploads/a/0', 900));
  expect(url.origin + url.pathname).toBe(expected);
  await module.close();
});
