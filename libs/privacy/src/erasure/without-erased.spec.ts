import type { JobResult, RecognitionSucceeded } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { type Erased, mayBeAbout } from './erased';
import {
  adaFace,
  BEFORE_MS,
  bobFace,
  erased,
  face,
  named,
  other,
  ranked,
  recognition,
  sha256,
} from '../results.fixture';
import { withoutErased } from './without-erased';

const left = (result: JobResult, by = erased) => {
  const remains = withoutErased(result, by);
  // What is found is what the quick look must not have passed over.
  if (remains.what !== 'same') expect(mayBeAbout(by, Buffer.from(JSON.stringify(result)))).toBe(true);
  if (remains.what === 'changed') expect(JSON.stringify(remains.result)).not.toMatch(/"ada"|ADA/);
  return remains;
};

describe('what is left of a recognition', () => {
  it('is all of it where nobody was named who was erased', () => {
    const result = recognition([face('match', 'bob'), face('unknown')], [ranked('bob', bobFace)]);
    expect(left(result)).toEqual({ what: 'same' });
  });

  it('are the others, whose rows keep their faces; its image goes', () => {
    const result = recognition(
      [face('match', 'ada'), face('match', 'bob')],
      [ranked('ada', adaFace), ranked('bob', bobFace)],
    );
    const remains = left(result);
    expect(remains).toMatchObject({ what: 'changed', images: true });
    const { faces, people, image } = (remains as { result: RecognitionSucceeded }).result;
    expect(faces[0]).toMatchObject({ decision: 'unknown', person: null, similarity: null, erased: true });
    expect(faces[1]).toEqual(result.faces[1]);
    expect(people).toEqual([result.people[1]]);
    expect(image).toMatchObject({ sha256: '', width: 9 });
  });

  it('has no candidate who was erased', () => {
    expect(left(recognition([face('possible', 'ada')], [ranked('ada', adaFace)]))).toMatchObject({
      what: 'changed',
      images: true,
      result: { faces: [{ candidate: null, decision: 'unknown', erased: true }], people: [] },
    });
  });

  it('keeps its image where they were only among the nearest of somebody else', () => {
    const nearest = [ranked('bob', bobFace), ranked('ada', adaFace, 'unknown')];
    const remains = left(recognition([face('match', 'bob', nearest)], [ranked('bob', bobFace)]));
    expect(remains).toMatchObject({ what: 'changed', images: false });
    expect(remains).toMatchObject({ result: { image: { sha256 }, faces: [{ nearest: [nearest[0]] }] } });
  });

  it('does not name them as whom they were called before they were merged', () => {
    const result = recognition([face('match', 'ada-2')], [ranked('ada-2', adaFace)]);
    expect(left(result)).toMatchObject({
      what: 'changed',
      result: { faces: [{ person: null }], people: [] },
    });
  });

  it('loses its image where that is an enrolment photograph of theirs, though nobody was named', () => {
    const theirs = recognition([face('unknown')], [], {
      image: { sha256: erased.imageSha256s[0], width: 9 },
    });
    expect(left(theirs)).toMatchObject({ what: 'changed', images: true, result: { image: { sha256: '' } } });
  });

  it('is all of it in another gallery, and where it was asked for afterwards', () => {
    const faces = [face('match', 'ada')];
    expect(left(recognition(faces, [], { gallery: 'guests' }))).toEqual({ what: 'same' });
    expect(left(recognition(faces, [], { id: v7({ msecs: BEFORE_MS }) }))).toEqual({ what: 'same' });
  });
});

describe('what is left of other results', () => {
  const failed = (detail: string) => other('verification', { status: 'failed', error: { detail } });

  it.each<[string, JobResult]>([
    ['a verification of theirs', other('verification', { person: named('ada') })],
    ['one that says that they are not there', failed('There is no person "ada" in gallery "staff".')],
    ['a search for their face', other('search', { person: named('x'), faceId: adaFace, people: [] })],
    ['their enrolment', other('enrolment', { personId: 'ada', faceId: bobFace, warnings: [] })],
    ['a further embedding of their face', other('embedding', { faceId: adaFace })],
    [
      'a detection on their photograph',
      other('detection', { gallery: undefined, image: { sha256: erased.imageSha256s[0] } }),
    ],
    [
      'a comparison with it',
      other('comparison', {
        ...{ gallery: undefined, source: { image: { sha256 } } },
        target: { image: { sha256: erased.imageSha256s[0] } },
      }),
    ],
  ])('is nothing of %s', (_what, result) => {
    expect(left(result)).toEqual({ what: 'erased' });
  });

  it.each<[string, JobResult]>([
    ['a verification of somebody else', other('verification', { person: named('bob'), image: { sha256 } })],
    ['a detection on another image', other('detection', { gallery: undefined, image: { sha256 } })],
    ['a failure of somebody else', failed('There is no person "adam" in gallery "staff".')],
    ['an enrolment of somebody else', other('enrolment', { personId: 'bob', faceId: bobFace, warnings: [] })],
  ])('is all of %s', (_what, result) => {
    expect(left(result)).toEqual({ what: 'same' });
  });

  it('are the other people of a search, and the other warnings of an enrolment', () => {
    const people = [ranked('ada', adaFace), ranked('eve', v7())];
    expect(left(other('search', { person: named('bob'), faceId: bobFace, people }))).toMatchObject({
      ...{ what: 'changed', images: false, result: { people: [people[1]] } },
    });
    const warnings = [
      { code: 'already-enrolled', personId: 'ada', similarity: 0.9 },
      { code: 'unlike-other-faces', similarity: 0.1 },
    ];
    const enrolment = other('enrolment', { personId: 'bob', faceId: bobFace, warnings });
    expect(left(enrolment)).toMatchObject({ what: 'changed', result: { warnings: [warnings[1]] } });
  });

  it('is nothing of all that was asked of a gallery that was deleted', () => {
    const gallery: Erased = { gallery: 'staff', faceIds: [], imageSha256s: [], beforeMs: BEFORE_MS };
    expect(left(recognition([face('match', 'bob')]), gallery)).toEqual({ what: 'erased' });
    expect(left(recognition([], [], { gallery: 'guests' }), gallery)).toEqual({ what: 'same' });
  });
});
