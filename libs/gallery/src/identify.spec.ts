import type { Calibration } from '@facefleet/models';
import { describe, expect, it } from 'vitest';
import { encodeEmbedding } from './entry';
import { GalleryState } from './gallery-state';
import type { GalleryView } from './gallery-view';
import { type ComparedModel, identify } from './identify';

/** A comparison errs with 1e-1 at similarity 0, and ten times less with each 0.1 more. */
const table = Array.from({ length: 10 }, (_, i) => ({ similarity: i / 10, fmr: 10 ** -(i + 1), fnmr: 0 }));
const MODEL: ComparedModel = {
  name: 'm',
  fingerprint: 'f',
  distance: 'cosine',
  calibration: { table } as Calibration,
};

function galleryOf(...faces: { person: string; cosine: number; model?: string }[]): GalleryView {
  const state = new GalleryState();
  for (const [i, { person, cosine, model = 'm' }] of faces.entries()) {
    const id = `019338e2-7c1b-7cc3-9f4e-${i.toString(16).padStart(12, '0')}`;
    const embedding = encodeEmbedding(Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2)));
    const box = { x: 0, y: 0, width: 1, height: 1 };
    state.add({
      ...{ v: 1, type: 'enrol', id, personId: person, name: person.toUpperCase(), model },
      ...{ embedding, box, imageKey: id, imageSha256: '0'.repeat(64) },
    });
  }
  return { state } as GalleryView;
}

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
