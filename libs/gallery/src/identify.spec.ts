import type { Calibration } from '@facefleet/models';
import { describe, expect, it } from 'vitest';
import { GalleryState } from './state/gallery-state';
import { EmbeddingSpaces } from './vectors/embedding-spaces';
import type { GalleryView } from './gallery-view';
import { type ComparedModel, compareFaces, identify as identifyBy, rank, verify } from './identify';

/** A comparison errs with 1e-1 at similarity 0, and ten times less with each 0.1 more. */
const table = Array.from({ length: 10 }, (_, i) => ({ similarity: i / 10, fmr: 10 ** -(i + 1), fnmr: 0 }));
const MODEL: ComparedModel = {
  name: 'm',
  fingerprint: 'f',
  distance: 'cosine',
  calibration: { table } as Calibration,
};

function galleryOf(...faces: { person: string; cosine: number; model?: string }[]): GalleryView {
  const state = new GalleryState(new EmbeddingSpaces(() => 'cosine'));
  for (const [i, { person, cosine, model = 'm' }] of faces.entries()) {
    const id = `019338e2-7c1b-7cc3-9f4e-${i.toString(16).padStart(12, '0')}`;
    const embedding = Buffer.from(Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2)).buffer).toString(
      'base64',
    );
    const box = { x: 0, y: 0, width: 1, height: 1 };
    state.add({
      ...{ v: 1, type: 'enrol', id, personId: person, name: person.toUpperCase(), model },
      ...{ embedding, box, imageKey: id, imageSha256: '0'.repeat(64) },
    });
  }
  return { state } as GalleryView;
}

/** As a recognition does it. */
const identify = (
  probe: Float32Array,
  gallery: GalleryView,
  model: ComparedModel,
  maxFalseMatchRate: number,
) => identifyBy(rank(probe, gallery, model, maxFalseMatchRate, 1));

const probe = Float32Array.of(1, 0);
const strangers = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ person: `stranger-${i}`, cosine: 0 }));

describe('identify', () => {
  it('names the nearest person where strangers are as near rarely enough', () => {
    const gallery = galleryOf({ person: 'ada', cosine: 0.5 }, { person: 'alan', cosine: 0.3 });
    expect(identify(probe, gallery, MODEL, 1e-3)).toEqual({
      decision: 'match',
      person: { id: 'ada', name: 'ADA' },
      candidate: null,
      similarity: expect.closeTo(0.5, 6) as number,
      falseMatchRate: expect.closeTo(2e-6, 8) as number, // two comparisons
    });
  });

  it.each([
    [0.3, 'match'],
    [0.25, 'possible'], // up to ten times the rate that was asked for
    [0.2, 'possible'],
    [0.15, 'unknown'],
  ])('decides at similarity %f: %s', (cosine, decision) => {
    const found = identify(probe, galleryOf({ person: 'ada', cosine }), MODEL, 1e-4);
    const ada = { id: 'ada', name: 'ADA' };
    expect(found.decision).toBe(decision);
    expect(found.person).toEqual(decision === 'match' ? ada : null);
    expect(found.candidate).toEqual(decision === 'possible' ? ada : null);
    expect(found.similarity).toBeCloseTo(cosine);
  });

  it('asks for more similarity the more people are searched', () => {
    const ada = { person: 'ada', cosine: 0.35 };
    expect(identify(probe, galleryOf(ada), MODEL, 1e-3).decision).toBe('match');
    const found = identify(probe, galleryOf(ada, ...strangers(99)), MODEL, 1e-3);
    expect(found.decision).toBe('possible');
    expect(found.falseMatchRate! / 3.16e-3).toBeCloseTo(1, 1); // 100 comparisons of 3.16e-5
  });

  it('takes whom strangers are that near most rarely, not whose best of many faces is a little nearer', () => {
    const faces = (person: string, ...cosines: number[]) => cosines.map((cosine) => ({ person, cosine }));
    const gallery = galleryOf(...faces('ada', 0.405, 0, 0, 0, 0), ...faces('alan', 0.4));
    expect(identify(probe, gallery, MODEL, 1e-3).person?.id).toBe('alan');
    expect(
      identify(probe, galleryOf(...faces('ada', 0.405, 0.4, 0.4), ...faces('alan', 0.4)), MODEL, 1e-3).person
        ?.id,
    ).toBe('ada');
  });

  it('names nobody by an embedding that is no vector', () => {
    const gallery = galleryOf({ person: 'nan', cosine: Number.NaN }, { person: 'ada', cosine: 0.5 });
    expect(identify(probe, gallery, MODEL, 1e-3).person?.id).toBe('ada');
    const ada = galleryOf({ person: 'ada', cosine: 0.5 });
    expect(identify(Float32Array.of(Number.NaN, 0), ada, MODEL, 1e-3).decision).toBe('unknown');
  });

  it('decides by the rate that it tells', () => {
    const { falseMatchRate, decision } = identify(
      probe,
      galleryOf({ person: 'ada', cosine: 0.29999 }),
      MODEL,
      1e-4,
    );
    expect([falseMatchRate, decision]).toEqual([1e-4, 'match']);
  });

  it('says nothing in an empty gallery, or where all faces are of another model', () => {
    const nothing = {
      ...{ decision: 'unknown', person: null, candidate: null },
      ...{ similarity: null, falseMatchRate: null },
    };
    expect(identify(probe, galleryOf(), MODEL, 1)).toEqual(nothing);
    expect(identify(probe, galleryOf({ person: 'ada', cosine: 1, model: 'n' }), MODEL, 1)).toEqual(nothing);
  });
});

describe('rank', () => {
  const ids = (people: { person: { id: string } }[]) => people.map(({ person }) => person.id);

  it('gives the nearest people, each once, with the face that is nearest and how many of the faces would do alone', () => {
    const gallery = galleryOf(
      { person: 'ada', cosine: 0.2 },
      { person: 'ada', cosine: 0.5 },
      { person: 'ada', cosine: 0.4 },
      { person: 'alan', cosine: 0.45 },
      { person: 'grace', cosine: 0.1 },
    );
    const people = rank(probe, gallery, MODEL, 1e-3, 2);
    expect(ids(people)).toEqual(['ada', 'alan']);
    expect(people[0]).toEqual({
      person: { id: 'ada', name: 'ADA' },
      decision: 'match',
      similarity: expect.closeTo(0.5, 6) as number,
      falseMatchRate: expect.closeTo(8.1e-6, 6) as number, // three people, each by the harmonic mean of 1e-3, 1e-6 and 1e-5
      bestFaceId: '019338e2-7c1b-7cc3-9f4e-000000000001',
      supportingFaces: 2, // 1e-3 in a search of three is above the limit
      enrolledFaces: 3,
    });
    expect(ids(rank(probe, gallery, MODEL, 1e-3, 100))).toEqual(['ada', 'alan', 'grace']);
    expect(rank(probe, gallery, MODEL, 1e-3, 0)).toEqual([]);
  });

  it('leaves out whom it is told to, and does not count him as searched', () => {
    const gallery = galleryOf({ person: 'ada', cosine: 0.9 }, { person: 'alan', cosine: 0.3 });
    const [alan, ...others] = rank(probe, gallery, MODEL, 1e-3, 10, 'ada');
    expect(others).toEqual([]);
    expect(alan).toMatchObject({ person: { id: 'alan' }, falseMatchRate: 1e-4 });
  });

  it('gives of many the same as of few, whatever their order', () => {
    const cosines = Array.from({ length: 50 }, (_, i) => ((i * 37) % 50) / 60);
    const gallery = galleryOf(...cosines.map((cosine, i) => ({ person: `p${i}`, cosine })));
    const similarities = rank(probe, gallery, MODEL, 1e-3, 7).map((found) => found.similarity);
    const expected = cosines.toSorted((a, b) => b - a).slice(0, 7);
    for (const [i, similarity] of similarities.entries()) expect(similarity).toBeCloseTo(expected[i]!, 3);
    expect(similarities).toHaveLength(7);
  });

  it('counts one face that would do alone also where the others speak against it', () => {
    const others = Array.from({ length: 39 }, () => ({ person: 'ada', cosine: 0 }));
    const [ada] = rank(probe, galleryOf({ person: 'ada', cosine: 0.25 }, ...others), MODEL, 1e-3, 1);
    expect(ada).toMatchObject({ decision: 'unknown', supportingFaces: 1, enrolledFaces: 40 });
  });
});

describe('verify', () => {
  it('asks for no more similarity the more people there are', () => {
    const gallery = galleryOf({ person: 'ada', cosine: 0.3 }, ...strangers(999));
    const ada = gallery.state.people.get('ada')!;
    expect(verify(probe, gallery, ada, MODEL, 1e-4)).toMatchObject({
      decision: 'match',
      falseMatchRate: 1e-4,
    });
    expect(rank(probe, gallery, MODEL, 1e-4, 1)[0]).toMatchObject({ decision: 'unknown' });
  });

  it('takes all of his faces together', () => {
    const verified = (...cosines: number[]) => {
      const gallery = galleryOf(...cosines.map((cosine) => ({ person: 'ada', cosine })));
      return verify(probe, gallery, gallery.state.people.get('ada')!, MODEL, 1e-4);
    };
    expect(verified(0.35, 0, 0)).toMatchObject({ decision: 'match', supportingFaces: 1 });
    expect(verified(0.3, 0, 0)).toMatchObject({ decision: 'possible', supportingFaces: 1 });
    expect(verified(0.3, 0.3, 0)).toMatchObject({
      decision: 'possible',
      supportingFaces: 2,
      enrolledFaces: 3,
    });
  });

  it('says nothing where all of his faces are of another model', () => {
    const gallery = galleryOf({ person: 'ada', cosine: 1, model: 'n' });
    expect(verify(probe, gallery, gallery.state.people.get('ada')!, MODEL, 1)).toBeUndefined();
  });
});

describe('compareFaces', () => {
  it.each([
    [0.3, 'match', 1e-4],
    [0.2, 'possible', 1e-3],
    [0.1, 'unknown', 1e-2],
  ])('decides at similarity %f by the rate of one comparison: %s', (cosine, decision, falseMatchRate) => {
    const other = Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
    expect(compareFaces(probe, other, MODEL, 1e-4)).toEqual({
      similarity: expect.closeTo(cosine, 6) as number,
      decision,
      falseMatchRate: expect.closeTo(falseMatchRate, 6) as number,
    });
  });
});
