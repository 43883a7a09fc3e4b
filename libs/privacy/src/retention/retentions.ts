import type { Retention } from '@facefleet/contracts';
import { Galleries } from '@facefleet/gallery';
import { Inject, Injectable } from '@nestjs/common';
import { RetentionOptions } from './retention-options';

/** What becomes of what is asked. */
@Injectable()
export class Retentions {
  constructor(
    @Inject(Galleries) private readonly galleries: Galleries,
    @Inject(RetentionOptions) private readonly options: RetentionOptions,
  ) {}

  /**
   * As this process knows the gallery just now.
   * @param gallery undefined for what belongs to none
   */
  of(gallery: string | undefined): Retention {
    const own = gallery === undefined ? undefined : this.galleries.view(gallery).state.retention;
    return own ?? this.options.standard;
  }
}
