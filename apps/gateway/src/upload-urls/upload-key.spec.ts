import { uuidv7 } from '@facefleet/platform';
import { describe, expect, it } from 'vitest';
import { isUploadKey, MAX_UPLOADS, uploadKey } from './upload-key';

const id = uuidv7();

describe('the key of an upload', () => {
  it.each([0, 1, 99, MAX_UPLOADS - 1])('is known again: %d', (index) => {
    expect(isUploadKey(uploadKey(id, index))).toBe(true);
  });

  it.each([
    '',
    `recognitions/${id}`,
    `enrolments/${id}`,
    `uploads/${id}`,
    `uploads/${id}/`,
    `uploads/${id}/01`,
    `uploads/${id}/1000`,
    `uploads/${id}/-1`,
    `uploads/${id}/1/2`,
    `uploads/../recognitions/${id}`,
    `uploads/${id}/../../enrolments/${id}`,
    `uploads/${id.toUpperCase()}/1`,
    `/uploads/${id}/1`,
    `uploads/${id}/1\n`,
    'https://example.org/1.jpg',
  ])('is nothing else: %j', (key) => {
    expect(isUploadKey(key)).toBe(false);
  });
});
