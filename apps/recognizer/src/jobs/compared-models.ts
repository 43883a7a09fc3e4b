import type { ComparedModel } from '@facefleet/gallery';
import { ModelCatalogue } from '@facefleet/models';
import { ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';

/** The embedding models that galleries can have here. */
@Injectable()
export class ComparedModels {
  constructor(@Inject(ModelCatalogue) private readonly catalogue: ModelCatalogue) {}

  /** @throws ExpectedError `gallery-model-unavailable` for a model that is not known here, or whose similarities mean nothing */
  get(name: string): ComparedModel {
    const model = this.catalogue.embedder(name);
    if (!model) {
      throw new ExpectedError('gallery-model-unavailable', `The model "${name}" is not known here.`);
    }
    const { distance, calibration } = model;
    if (!calibration) {
      throw new ExpectedError(
        'gallery-model-unavailable',
        `The model "${name}" has no calibration: make one with \`npm run calibrate\` and put it into its manifest entry.`,
      );
    }
    return { name, fingerprint: this.catalogue.fingerprint(name), distance, calibration };
  }
}
