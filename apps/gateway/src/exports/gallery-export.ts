import { ImageStore } from '@facefleet/aws';
import type { Metadata, Retention } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock, imageType } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type Pack, pack } from 'tar-stream';

/** `facefleet.json`. Within version 1 only fields are added. */
export interface ExportedGallery {
  format: 'facefleet-gallery';
  version: 1;
  exportedAt: string;
  gallery: { name: string; model?: string; maxFalseMatchRate?: number; retention?: Retention };
  people: { id: string; name: string; metadata: Metadata; faces: { id: string; model: string | null }[] }[];
}

interface Photograph {
  personId: string;
  faceId: string;
  imageKey: string;
}

const READ_AT_ONCE = 4;
const EXTENSIONS = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif', avif: 'avif', tiff: 'tif' } as const;

/** Galleries as archives that another installation, or anybody, can read. */
@Injectable()
export class GalleryExport {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * The gallery as it is now, as a tar: first who is in it, then the photographs. One that is removed while it is written
   * is left out.
   * @throws ExpectedError `gallery-not-found`, `service-unavailable`
   */
  async open(name: string): Promise<AsyncIterable<Buffer>> {
    const { state } = await this.galleries.existing(name, 0);
    const people = [...state.people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const { model, maxFalseMatchRate, retention } = state;
    const description: ExportedGallery = {
      format: 'facefleet-gallery',
      version: 1,
      exportedAt: new Date(this.clock.nowMs()).toISOString(),
      gallery: { name, model, maxFalseMatchRate, retention },
      people: people.map(({ id, name, metadata, faces }) => ({
        id,
        name,
        metadata,
        faces: faces.map(({ faceId, models }) => ({ id: faceId, model: models[0] ?? null })),
      })),
    };
    const photographs = people.flatMap(({ id: personId, faces }) =>
      faces.map(({ faceId, imageKey }) => ({ personId, faceId, imageKey })),
    );
    const tar = pack();
    this.write(tar, description, photographs).catch((error: unknown) => tar.destroy(error as Error));
    return tar as AsyncIterable<Buffer>;
  }

  private async write(tar: Pack, description: ExportedGallery, photographs: Photograph[]): Promise<void> {
    await add(tar, 'facefleet.json', Buffer.from(`${JSON.stringify(description, null, 1)}\n`));
    for (let from = 0; from < photographs.length; from += READ_AT_ONCE) {
      const next = photographs.slice(from, from + READ_AT_ONCE);
      const images = await Promise.all(next.map(({ imageKey }) => this.images.get(imageKey)));
      for (const [index, { personId, faceId }] of next.entries()) {
        const image = images[index];
        const type = image && imageType(image);
        if (type) await add(tar, `people/${personId}/${faceId}.${EXTENSIONS[type]}`, image);
      }
    }
    tar.finalize();
  }
}

/** Waits until somebody has read it, so that an export of any size needs no more memory than a few images. */
function add(tar: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry({ name, mode: 0o600 }, bytes, (error) => (error ? reject(error) : resolve()));
  });
}
