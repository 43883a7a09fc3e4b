import type { ImageStore } from '@facefleet/aws';
import type { Galleries } from '@facefleet/gallery';
import { describe, expect, it } from 'vitest';
import { EnrolmentPhotographs } from './enrolment-photographs';
import { PeopleDirectory } from './people-directory.service';

const JPEG = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1');

/** Ada has two faces; of the second one the photograph is gone. */
function photographs(): EnrolmentPhotographs {
  const faces = ['one', 'two'].map((faceId) => ({ faceId, imageKey: `enrolments/${faceId}` }));
  const people = new Map([['ada', { id: 'ada', faces }]]);
  const galleries = {
    existing: (gallery: string) => Promise.resolve({ gallery, state: { people } }),
  } as unknown as Galleries;
  const images = {
    get: (key: string) => Promise.resolve(key === 'enrolments/one' ? JPEG : undefined),
  } as unknown as ImageStore;
  return new EnrolmentPhotographs(galleries, new PeopleDirectory(galleries, undefined as never), images);
}

describe('the photograph of an enrolled face', () => {
  it('is what was sent, with the type that it has', async () => {
    expect(await photographs().find('staff', 'ada', 'one')).toEqual({ bytes: JPEG, mediaType: 'image/jpeg' });
  });

  it.each([
    ['grace', 'one', 'person-not-found'],
    ['ada', 'three', 'face-not-found'],
    ['ada', 'two', 'face-not-found'],
  ])('of %s, %s, is none: %s', async (personId, faceId, code) => {
    await expect(photographs().find('staff', personId, faceId)).rejects.toMatchObject({ code });
  });
});
