import { ImageStore } from '@facefleet/aws';
import { Galleries } from '@facefleet/gallery';
import { imageType } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { PeopleDirectory } from './people-directory.service';
import { faceNotFound } from './people-erasure.service';

export interface Photograph {
  bytes: Buffer;
  /** As they are, whatever they were sent as. */
  mediaType: string;
}

/** What faces were enrolled with, byte for byte. */
@Injectable()
export class EnrolmentPhotographs {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(PeopleDirectory) private readonly directory: PeopleDirectory,
    @Inject(ImageStore) private readonly images: ImageStore,
  ) {}

  /** @throws ExpectedError `gallery-not-found`, `person-not-found`, `face-not-found` also while it is being erased */
  async find(gallery: string, personId: string, faceId: string): Promise<Photograph> {
    const view = await this.galleries.existing(gallery, 0);
    const face = this.directory.personIn(view, personId).faces.find((one) => one.faceId === faceId);
    const bytes = face && (await this.images.get(face.imageKey));
    const type = bytes && imageType(bytes);
    if (bytes === undefined || type === undefined) throw faceNotFound(gallery, personId, faceId);
    return { bytes, mediaType: `image/${type}` };
  }
}
