import type { Retention } from '@facefleet/contracts';
import { Clock, SystemClock } from '@facefleet/platform';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DueAnswers } from './retention/due-answers';
import { RetentionOptions } from './retention/retention-options';
import { Retentions } from './retention/retentions';
import { ErasureBook } from './erasure/erasure-book';
import { ResultWalk } from './result-walk';
import { StoredResults } from './stored-results';

/** How long answers stay, and who was erased. Needs `AwsModule` and `GalleryModule`. */
@Global()
@Module({})
export class PrivacyModule {
  /** @param retention of whatever says nothing else */
  static forRoot(retention: Retention): DynamicModule {
    return {
      module: PrivacyModule,
      providers: [
        { provide: RetentionOptions, useValue: { standard: retention } satisfies RetentionOptions },
        { provide: Clock, useClass: SystemClock },
        Retentions,
        DueAnswers,
        StoredResults,
        ResultWalk,
        ErasureBook,
      ],
      exports: [RetentionOptions, Retentions, DueAnswers, StoredResults, ResultWalk, ErasureBook],
    };
  }
}
