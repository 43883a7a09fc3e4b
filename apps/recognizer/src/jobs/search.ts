import type { SearchRequest, SearchSucceeded } from '@facefleet/contracts';
import { embeddingOf, rank } from '@facefleet/gallery';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AskedGalleries } from './asked-galleries';
import type { FetchedImages } from './fetched-images';
import type { JobHandler } from './job-handler';
import { MS_DIGITS, tidied, tidiedPerson } from './tidied';

/** Who looks like this enrolled face? */
@Injectable()
export class Search implements JobHandler<'search', never> {
  constructor(
    @Inject(AskedGalleries) private readonly galleries: AskedGalleries,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  imageKeys() {
    return {};
  }

  /** @throws ExpectedError `face-not-found`, too, for one without an embedding by the model: it can be compared with nobody */
  async run(request: SearchRequest, { queueMs }: FetchedImages<never>): Promise<SearchSucceeded> {
    const { id, gallery, faceId, maxCandidates } = request;
    const { facts, view, model } = await this.galleries.of(request);
    const embedding = embeddingOf(view, faceId, model);
    const person = view.state.people.get(view.state.enrolledFace(faceId)?.personId ?? '');
    if (embedding === undefined || person === undefined) {
      throw new ExpectedError('face-not-found', `There is no face "${faceId}" in gallery "${gallery}".`);
    }
    const people = rank(embedding, view, model, facts.maxFalseMatchRate, maxCandidates, person.id);
    return {
      ...facts,
      id,
      kind: 'search',
      status: 'succeeded',
      faceId,
      person: { id: person.id, name: person.name },
      people: people.map(tidiedPerson),
      timings: tidied({ queueMs }, MS_DIGITS),
      finishedAt: new Date(this.clock.nowMs()).toISOString(),
    };
  }
}
