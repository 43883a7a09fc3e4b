import { ImageStore, ResultStore } from '@facefleet/aws';
import { type Box, EnrolmentSucceeded } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { embeddingEntryId, ModelChanges } from '@facefleet/model-change';
import { ExpectedError } from '@facefleet/platform';
import type { FaceAnalyser } from '@facefleet/vision';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { WorkerStatus } from '../worker/worker-status';
import { FACES_LOOKED_AT } from './by-prominence';
import { ComparedModels } from './compared-models';
import { enrolledFace } from './enrolled-face';

interface EnrolledFace {
  gallery: string;
  faceId: string;
  imageKey: string;
  /** In its photograph; undefined where the caller does not know. */
  box?: Box;
}

/** Embeddings of enrolled faces by other models than the one that they were enrolled with. */
@Injectable()
export class FurtherEmbeddings {
  private readonly logger = new Logger(FurtherEmbeddings.name);

  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(ModelChanges) private readonly changes: ModelChanges,
    @Inject(ComparedModels) private readonly models: ComparedModels,
    @Inject(ImageStore) private readonly images: ImageStore,
    @Inject(ResultStore) private readonly results: ResultStore,
    @Inject(WorkerStatus) private readonly status: WorkerStatus,
  ) {}

  /**
   * The gallery's model may be changing, or have changed while the face was looked at: then it gets the embedding that
   * the change could not know to ask for. Called once the face is in the gallery, of which it leaves a view that shows it.
   */
  async afterEnrolment(face: EnrolledFace, analyser: FaceAnalyser): Promise<void> {
    const underWay = await this.changes.underWay(face.gallery);
    const view = this.galleries.view(face.gallery);
    await view.refresh();
    const wanted = new Set([underWay?.to, view.state.model]);
    for (const other of wanted) {
      const enrolled = view.state.enrolledFace(face.faceId);
      if (other === undefined || !enrolled || enrolled.has(other)) continue;
      try {
        await this.add(face, other, face.faceId, analyser);
      } catch (error) {
        // What another try may mend is tried again: nobody else is going to miss this embedding.
        if (!(error instanceof ExpectedError) || error.code === 'service-unavailable') throw error;
        const { gallery, faceId } = face;
        this.logger.warn({ gallery, faceId, model: other, code: error.code }, 'enrolled by one model only');
      }
    }
  }

  /**
   * Done twice it is done once. For a face that was removed there is nothing to do.
   *
   * @param askedBy the id of the model change or of the enrolment
   * @throws ExpectedError `no-face`, `several-faces`, `processing-failed`, `gallery-model-unavailable` and what the analyser says of the image
   */
  async add(face: EnrolledFace, model: string, askedBy: string, analyser: FaceAnalyser): Promise<void> {
    const { gallery, faceId, imageKey } = face;
    this.models.get(model);
    const view = this.galleries.view(gallery);
    if (view.state.enrolledFace(faceId)?.has(model)) return;
    const image = await this.images.get(imageKey);
    if (image === undefined) {
      await view.refresh();
      if (!view.state.enrolledFace(faceId)) return; // removed, and its photograph with it
      throw new ExpectedError('processing-failed', 'The enrolment photograph is not there any more.');
    }
    const box = face.box ?? (await this.boxOf(faceId));
    const analysis = await analyser.analyse(image, { model, maxFaces: FACES_LOOKED_AT });
    this.status.served(analysis.timings);
    const { embedding } = enrolledFace(analysis, box);
    const id = embeddingEntryId(faceId, model, askedBy);
    await this.galleries.addEmbedding(gallery, { id, faceId, model, embedding });
    await view.refresh();
    if (!view.state.enrolledFace(faceId)) await this.galleries.takeBack(gallery, id);
  }

  /** As the enrolment answered; entries that were compacted are dear to read. */
  private async boxOf(faceId: string): Promise<Box | undefined> {
    const json = await this.results.get(faceId);
    if (json === undefined) return undefined;
    return EnrolmentSucceeded.safeParse(JSON.parse(json.toString('utf8'))).data?.box;
  }
}
