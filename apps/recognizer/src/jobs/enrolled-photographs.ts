import { ImageStore } from '@facefleet/aws';
import { type ComparedModel, type Face, facesLike, type GalleryView } from '@facefleet/gallery';
import { Inject, Injectable } from '@nestjs/common';

/** The same photograph has the same embedding, but for rounding; only of faces this alike the bytes are compared. */
const SAME_EMBEDDING = 0.999;

/** Which photographs people are enrolled with. Nothing is kept for it: who is enrolled with one looks just like it. */
@Injectable()
export class EnrolledPhotographs {
  constructor(@Inject(ImageStore) private readonly images: ImageStore) {}

  /**
   * @param below only faces with lower ids
   * @returns the first face of this person that was enrolled with this photograph, byte for byte
   */
  async faceFrom(
    photograph: Buffer,
    embedding: Float32Array,
    view: GalleryView,
    model: ComparedModel,
    personId: string,
    below?: string,
  ): Promise<Face | undefined> {
    const person = view.state.people.get(personId);
    for (const face of person ? facesLike(embedding, view, person, model, SAME_EMBEDDING) : []) {
      if (below !== undefined && face.faceId >= below) break;
      if (await this.isOf(face, photograph)) return face;
    }
    return undefined;
  }

  private async isOf({ imageKey }: Face, photograph: Buffer): Promise<boolean> {
    if ((await this.images.size(imageKey)) !== photograph.length) return false;
    return (await this.images.get(imageKey))?.equals(photograph) ?? false;
  }
}
