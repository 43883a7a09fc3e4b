import type { JobResult } from '@facefleet/contracts';
import { uuidv7TimeMs } from '@facefleet/platform';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { withoutErased } from './erasure/without-erased';
import { partAbout } from './part-about';
import {
  adaFace,
  bobFace,
  erased as ada,
  face,
  id,
  named,
  other,
  ranked,
  recognition,
  sha256,
} from './results.fixture';

/** What is told of Ada says nothing of Bob, and is there where erasing her would change something. */
function told(result: JobResult) {
  const part = partAbout(result, ada);
  expect(part !== undefined).toBe(withoutErased(result, ada).what !== 'same');
  expect(JSON.stringify(part) ?? '').not.toMatch(/"bob"|BOB/);
  expect(JSON.stringify(part) ?? '').not.toContain(bobFace);
  return part;
}
const [photograph] = ada.imageSha256s;

describe('what a recognition says of somebody', () => {
  it('is the face that was named so and its row, with the time of the question, and nothing of the others', () => {
    const result = recognition(
      [face('match', 'bob'), face('match', 'ada', [ranked('ada', adaFace), ranked('bob', bobFace)])],
      [ranked('bob', bobFace), ranked('ada', adaFace)],
    );
    const part = told(result);
    expect(part).toMatchObject({
      ...{ id, kind: 'recognition', gallery: 'staff', status: 'succeeded', image: { sha256 } },
      askedAt: new Date(uuidv7TimeMs(id)).toISOString(),
      people: [{ person: named('ada'), faces: [1] }],
    });
    expect(part?.faces).toMatchObject([
      { face: 1, decision: 'match', person: named('ada'), nearest: [{ bestFaceId: adaFace }] },
    ]);
  });

  it('has no box and no image of somebody else, to whom they were only near', () => {
    const nearest = [ranked('bob', bobFace), ranked('ada', adaFace, 'unknown')];
    const part = told(recognition([face('match', 'bob', nearest)], [ranked('bob', bobFace)]));
    expect(part?.faces).toEqual([{ face: 0, nearest: [nearest[1]] }]);
    expect(part).not.toHaveProperty('image');
    expect(part?.people).toEqual([]);
  });

  it('has no name where they were taken for somebody else, who may be there still', () => {
    const result = recognition([face('match', 'bob')], [ranked('bob', adaFace)]);
    expect(told(result)).toMatchObject({
      faces: [{ face: 0, person: null }],
      people: [{ person: null, bestFaceId: adaFace }],
    });
  });

  it('is that there was one, where the image is an enrolment photograph of theirs', () => {
    const part = told(recognition([face('unknown')], [], { image: { sha256: photograph } }));
    expect(part).toMatchObject({ image: { sha256: photograph }, faces: [] });
  });

  it('is nothing where others were named, and in another gallery', () => {
    expect(told(recognition([face('match', 'bob')], [ranked('bob', bobFace)]))).toBeUndefined();
    expect(told(recognition([face('match', 'ada')], [], { gallery: 'guests' }))).toBeUndefined();
  });
});

describe('what other results say of somebody', () => {
  it.each<[string, JobResult, object]>([
    ['a verification of them', other('verification', { person: named('ada') }), { person: named('ada') }],
    [
      'a verification that failed',
      other('verification', { status: 'failed', error: { detail: 'There is no person "ada".' } }),
      { error: { detail: 'There is no person "ada".' } },
    ],
    [
      'their enrolment',
      other('enrolment', { personId: 'ada', name: 'ADA', faceId: adaFace, warnings: [] }),
      { personId: 'ada', name: 'ADA', faceId: adaFace },
    ],
    ['an embedding of their face', other('embedding', { faceId: adaFace }), { faceId: adaFace }],
    [
      'a detection on their photograph',
      other('detection', { gallery: undefined, image: { sha256: photograph }, faces: [{ box: 1 }] }),
      { faces: [{ box: 1 }] },
    ],
  ])('is all of %s', (_what, result, all) => {
    expect(told(result)).toMatchObject(all);
  });

  it('is the row of a search for somebody else, and of a search for them that there was one', () => {
    const people = [ranked('ada', adaFace), ranked('bob', bobFace)];
    const forBob = told(other('search', { person: named('bob'), faceId: bobFace, people }));
    expect(forBob?.people).toEqual([people[0]]);
    expect(forBob).not.toHaveProperty('faceId');
    const forAda = told(other('search', { person: named('ada'), faceId: adaFace, people: [people[1]] }));
    expect(forAda).toMatchObject({ person: named('ada'), faceId: adaFace });
    expect(forAda).not.toHaveProperty('people');
  });

  it('is the warning in the enrolment of somebody else, and no id of whom they were warned of', () => {
    const warning = (personId: string) => ({ code: 'already-enrolled', personId, similarity: 0.9 });
    const ofBob = { personId: 'bob', name: 'BOB', faceId: bobFace, image: { sha256 } };
    const part = told(other('enrolment', { ...ofBob, warnings: [warning('ada'), warning('eve')] }));
    expect(part?.warnings).toEqual([warning('ada')]);
    expect(part).not.toHaveProperty('image');
    const own = { personId: 'ada', name: 'ADA', faceId: adaFace, warnings: [warning('bob')] };
    expect(told(other('enrolment', own))?.warnings).toEqual([{ code: 'already-enrolled', similarity: 0.9 }]);
  });

  it('has no name of whom their face was enrolled for by mistake', () => {
    const part = told(other('enrolment', { personId: 'bob', name: 'BOB', faceId: adaFace, warnings: [] }));
    expect(part).toMatchObject({ faceId: adaFace });
    expect(part).not.toHaveProperty('personId');
  });

  it('has no name of whom their photograph was said to show', () => {
    const result = { person: named('bob'), bestFaceId: bobFace, image: { sha256: photograph }, face: {} };
    expect(told(other('verification', result))).toMatchObject({ image: { sha256: photograph } });
  });

  it('is their side of a comparison', () => {
    const sides = (source: string | undefined, target: string | undefined) =>
      told(
        other('comparison', {
          ...{ gallery: undefined, source: { image: { sha256: source } } },
          target: { image: { sha256: target }, faces: [{ box: 'theirs' }, { box: 'of somebody behind' }] },
        }),
      );
    expect(sides(sha256, photograph)).not.toHaveProperty('source');
    expect(sides(sha256, photograph)).toMatchObject({ target: { image: { sha256: photograph }, faces: [] } });
    expect(sides(photograph, sha256)).not.toHaveProperty('target');
  });

  it('is a verification of whom was merged into them since', () => {
    const result = { person: named('ada2'), bestFaceId: adaFace, image: { sha256 }, face: {} };
    expect(told(other('verification', result))).toMatchObject({ bestFaceId: adaFace });
  });

  it('is nothing of what was asked for since', () => {
    const later = v7({ msecs: ada.beforeMs });
    expect(told(other('verification', { id: later, person: named('ada') }))).toBeUndefined();
  });
});
