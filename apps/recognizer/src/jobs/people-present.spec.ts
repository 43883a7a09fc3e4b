import type { JobResult } from '@facefleet/contracts';
import { type Galleries, OLDEST_VIEW_MS } from '@facefleet/gallery';
import { beforeEach, describe, expect, it } from 'vitest';
import { PeoplePresent } from './people-present';

let people: Set<string>;
let faces: Set<string>;
/** How old the gallery might have been, each time that it was looked at [ms]. */
let looks: number[];
let present: PeoplePresent;

beforeEach(() => {
  [people, faces, looks] = [new Set(['ada', 'bob']), new Set(['face-1']), []];
  const view = {
    notOlderThan: (ms: number) => Promise.resolve(void looks.push(ms)),
    state: { people, enrolledFace: (id: string) => (faces.has(id) ? {} : undefined) },
  };
  const galleries = {
    view: (name: string) => {
      expect(name).toBe('staff');
      return view;
    },
  } as unknown as Galleries;
  present = new PeoplePresent(galleries);
});

const of = (kind: string, more: object) =>
  ({ kind, status: 'succeeded', gallery: 'staff', ...more }) as unknown as JobResult;
const named = (id: string) => ({ person: { id } });
const face = (more: object = {}) => ({ person: null, candidate: null, nearest: [], ...more });
const looksLike = (personId: string) => ({ code: 'already-enrolled', personId });
const enrolment = (personId: string, warnings: object[] = [], faceId = 'face-1') =>
  of('enrolment', { personId, faceId, warnings });

/** Each names this person in a place of its own. */
const PLACES: [string, (id: string) => JobResult][] = [
  ['a row of a recognition', (id) => of('recognition', { faces: [], people: [named(id)] })],
  ['a face', (id) => of('recognition', { faces: [face({ person: { id } })], people: [] })],
  ['a candidate', (id) => of('recognition', { faces: [face({ candidate: { id } })], people: [] })],
  [
    'the nearest of a face',
    (id) => of('recognition', { faces: [face({ nearest: [named(id)] })], people: [] }),
  ],
  ['a verification', (id) => of('verification', named(id))],
  ['a search for them', (id) => of('search', { ...named(id), people: [] })],
  ['the answer of a search', (id) => of('search', { ...named('ada'), people: [named('bob'), named(id)] })],
  ['an enrolment', (id) => enrolment(id)],
  ['the warning of an enrolment', (id) => enrolment('ada', [{ code: 'unlike-other-faces' }, looksLike(id)])],
];

describe('PeoplePresent', () => {
  it.each(PLACES)('says that all are there, and that one is not, of %s', async (_place, naming) => {
    expect(await present.allIn(naming('bob'))).toBe(true);
    expect(await present.allIn(naming('eve'))).toBe(false);
  });

  it('says that they are not there where one of several was removed', async () => {
    const result = of('recognition', { faces: [], people: [named('ada'), named('eve'), named('bob')] });
    expect(await present.allIn(result)).toBe(false);
  });

  it('of an enrolment looks for the face, too', async () => {
    expect(await present.allIn(enrolment('ada', [], 'face-2'))).toBe(false);
  });

  it('goes by the gallery as it was a second ago, or as lately as it is told', async () => {
    await present.allIn(of('verification', named('ada')));
    await present.allIn(of('verification', named('ada')), 0);
    expect(looks).toEqual([OLDEST_VIEW_MS, 0]);
  });

  it('looks at nothing where nobody is named', async () => {
    const results = [
      of('recognition', { faces: [face()], people: [] }),
      of('detection', { gallery: undefined, faces: [] }),
      of('comparison', {}),
      of('embedding', { faceId: 'face-2' }),
      of('verification', { status: 'failed', error: { detail: 'There is no person "eve".' } }),
    ];
    for (const result of results) expect(await present.allIn(result)).toBe(true);
    expect(looks).toEqual([]);
  });
});
