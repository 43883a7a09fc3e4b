import type { JobResult } from '@facefleet/contracts';
import { Galleries, OLDEST_VIEW_MS } from '@facefleet/gallery';
import { Inject, Injectable } from '@nestjs/common';

/** Are they still there who are named? A result that is stored must not bring back somebody who was erased meanwhile. */
@Injectable()
export class PeoplePresent {
  constructor(@Inject(Galleries) private readonly galleries: Galleries) {}

  /**
   * In the gallery as it was at most `maxAgeMs` ago. Costs nothing where nobody is named, else a listing a second.
   */
  async allIn(result: JobResult, maxAgeMs = OLDEST_VIEW_MS): Promise<boolean> {
    if (result.status === 'failed' || !('gallery' in result)) return true;
    const ids = namedIn(result);
    if (ids.size === 0) return true;
    const view = this.galleries.view(result.gallery);
    await view.notOlderThan(maxAgeMs);
    if (result.kind === 'enrolment' && !view.state.enrolledFace(result.faceId)) return false;
    return [...ids].every((id) => view.state.people.has(id));
  }
}

function namedIn(result: Exclude<JobResult, { status: 'failed' }>): Set<string> {
  switch (result.kind) {
    case 'recognition': {
      const ranked = [...result.people, ...result.faces.flatMap(({ nearest }) => nearest)];
      const named = result.faces.flatMap(({ person, candidate }) => [person, candidate]);
      return new Set([...ranked.map(({ person }) => person.id), ...named.flatMap((one) => one?.id ?? [])]);
    }
    case 'verification':
      return new Set([result.person.id]);
    case 'search':
      return new Set([result.person.id, ...result.people.map(({ person }) => person.id)]);
    case 'enrolment':
      return new Set(
        result.warnings
          .flatMap((warning) => ('personId' in warning ? warning.personId : []))
          .concat(result.personId),
      );
    case 'detection':
    case 'comparison':
    case 'embedding':
      return new Set();
  }
}
