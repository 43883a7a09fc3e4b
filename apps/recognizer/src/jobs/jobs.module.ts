import { ModelChangeModule } from '@facefleet/model-change';
import { OutcomesModule } from '@facefleet/outcomes';
import { Module } from '@nestjs/common';
import { AnsweredQuestions } from './answered-questions';
import { AskedGalleries } from './asked-galleries';
import { Compare } from './compare';
import { BulkItemsModule } from '../bulk/bulk-items.module';
import { SlotsModule } from '../slots/slots.module';
import { ComparedModels } from './compared-models';
import { Detect } from './detect';
import { Embed } from './embed';
import { Enrol } from './enrol';
import { EnrolledPhotographs } from './enrolled-photographs';
import { FurtherEmbeddings } from './further-embeddings';
import { JobHandlers } from './job-handlers';
import { JobRunner } from './job-runner';
import { PeoplePresent } from './people-present';
import { Recognise } from './recognise';
import { Search } from './search';
import { Verify } from './verify';
import { UncheckedImages } from './unchecked-images';

@Module({
  imports: [OutcomesModule, SlotsModule, BulkItemsModule, ModelChangeModule],
  providers: [
    JobRunner,
    JobHandlers,
    ...[Recognise, Enrol, Detect, Compare, Verify, Search, Embed],
    AskedGalleries,
    AnsweredQuestions,
    ComparedModels,
    EnrolledPhotographs,
    FurtherEmbeddings,
    UncheckedImages,
    PeoplePresent,
  ],
  exports: [JobRunner],
})
export class JobsModule {}
