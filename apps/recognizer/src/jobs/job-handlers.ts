import type { JobKind } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Compare } from './compare';
import { Detect } from './detect';
import { Embed } from './embed';
import { Enrol } from './enrol';
import type { JobHandler } from './job-handler';
import { Recognise } from './recognise';
import { Search } from './search';
import { Verify } from './verify';

/** Who does what. */
@Injectable()
export class JobHandlers {
  private readonly handlers: { [K in JobKind]: JobHandler<K> };

  constructor(
    @Inject(Recognise) recognition: Recognise,
    @Inject(Enrol) enrolment: Enrol,
    @Inject(Detect) detection: Detect,
    @Inject(Compare) comparison: Compare,
    @Inject(Verify) verification: Verify,
    @Inject(Search) search: Search,
    @Inject(Embed) embedding: Embed,
  ) {
    this.handlers = { recognition, enrolment, detection, comparison, verification, search, embedding };
  }

  of<K extends JobKind>(kind: K): JobHandler<K> {
    return this.handlers[kind];
  }
}
