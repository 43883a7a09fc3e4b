import { ResultStore } from '@facefleet/aws';
import { type Box, EnrolmentResult, type FaceQuality, type Metadata } from '@facefleet/contracts';
import { type Person, StoredFaces } from '@facefleet/gallery';
import { uuidv7TimeMs } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';

/** `person.json`. Within version 1 only fields are added. */
export interface ExportedPerson {
  format: 'facefleet-person';
  version: 1;
  exportedAt: string;
  gallery: string;
  id: string;
  name: string;
  metadata: Metadata;
  faces: {
    id: string;
    enrolledAt: string;
    /** In the photograph [pixels]. */
    box: Box | null;
    imageSha256: string | null;
    /** null where it was not judged, or its enrolment result is not there. */
    quality: FaceQuality | null;
    embeddings: { model: string; values: number[] }[];
  }[];
}

/** What the gallery knows of a person, embeddings included. */
@Injectable()
export class PersonDescription {
  constructor(
    @Inject(StoredFaces) private readonly faces: StoredFaces,
    @Inject(ResultStore) private readonly results: ResultStore,
  ) {}

  /** As it is stored now. @param atMs that moment [Unix time, ms] */
  async of(gallery: string, person: Person, atMs: number): Promise<ExportedPerson> {
    const { id, name, metadata } = person;
    const faces: ExportedPerson['faces'] = [];
    for (const { faceId, enrolled, embeddings } of await this.faces.read(gallery, person.faces))
      faces.push({
        id: faceId,
        enrolledAt: new Date(uuidv7TimeMs(faceId)).toISOString(),
        box: enrolled?.box ?? null,
        imageSha256: enrolled?.imageSha256 ?? null,
        quality: await this.qualityOf(faceId),
        embeddings: [...embeddings].map(([model, values]) => ({ model, values: [...values] })),
      });
    const exportedAt = new Date(atMs).toISOString();
    return { format: 'facefleet-person', version: 1, exportedAt, gallery, id, name, metadata, faces };
  }

  private async qualityOf(faceId: string): Promise<FaceQuality | null> {
    const json = await this.results.get(faceId);
    const result = json && EnrolmentResult.safeParse(JSON.parse(json.toString('utf8'))).data;
    return result?.status === 'succeeded' ? result.quality : null;
  }
}
