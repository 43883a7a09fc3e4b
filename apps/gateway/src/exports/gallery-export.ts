import type { Metadata, Retention } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Clock } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { type ArchivedFile, archiveOf, jsonFile } from './archive';
import { Photographs } from './photographs';

/** `facefleet.json`. Within version 1 only fields are added. */
export interface ExportedGallery {
  format: 'facefleet-gallery';
  version: 1;
  exportedAt: string;
  gallery: { name: string; model?: string; maxFalseMatchRate?: number; retention?: Retention };
  people: { id: string; name: string; metadata: Metadata; faces: { id: string; model: string | null }[] }[];
}

/** Galleries as archives that another installation, or anybody, can read. */
@Injectable()
export class GalleryExport {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(Photographs) private readonly photographs: Photographs,
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
      faces.map(({ faceId, imageKey }) => ({ name: `people/${personId}/${faceId}`, imageKey })),
    );
    return archiveOf(this.files(description, photographs));
  }

  private async *files(
    description: ExportedGallery,
    photographs: { name: string; imageKey: string }[],
  ): AsyncGenerator<ArchivedFile> {
    yield jsonFile('facefleet.json', description);
    yield* this.photographs.files(photographs);
  }
}
