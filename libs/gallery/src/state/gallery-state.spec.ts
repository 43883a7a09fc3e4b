import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEmbedding, type Entry } from '../entry';
import { enrolment as enrol, idOf, removal } from '../memory-store.fixture';
import { EmbeddingSpaces } from '../vectors/embedding-spaces';
import type { Face } from './face';
import { GalleryState } from './gallery-state';

function stateOf(entries: Entry[]) {
  const state = new GalleryState();
  for (const entry of entries) state.add(entry);
  return [...state.people.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, name, faces }) => [id, name, faces.map((face) => face.faceId)]);
}

describe('GalleryState', () => {
  it('collects the faces of a person and takes the name that was given last', () => {
    const entries = [enrol(3, 'ada', 'Ada King'), enrol(1, 'ada', 'Ada'), enrol(2, 'bob')];
    expect(stateOf(entries)).toEqual([
      ['ada', 'Ada King', [idOf(1), idOf(3)]],
      ['bob', 'bob', [idOf(2)]],
    ]);
  });

  it('keeps a face that was enrolled while its person was being removed by somebody who did not know it', () => {
    expect(stateOf([enrol(1, 'ada'), removal(2, 1), enrol(3, 'ada')])).toEqual([['ada', 'ada', [idOf(3)]]]);
  });

  it('does not bring back a removed face when its enrolment is written again', () => {
    const state = new GalleryState();
    state.add(enrol(1, 'ada'));
    state.add(removal(2, 1));
    state.forget(idOf(1));
    state.add(enrol(1, 'ada'));
    expect(state.people.size).toBe(0);
  });

  it('still knows what is stored of a removed person until it was erased', () => {
    const state = new GalleryState();
    for (const entry of [enrol(1, 'ada'), removal(2, 1)]) state.add(entry);
    expect(state.people.size).toBe(0);
    expect(state.storedFacesOf('ada').map(({ faceId }) => faceId)).toEqual([idOf(1)]);
    state.forget(idOf(1));
    expect(state.storedFacesOf('ada')).toEqual([]);
  });

  it('takes the model of the creation with the lowest id', () => {
    const state = new GalleryState();
    state.add({ v: 1, type: 'create', id: idOf(2), model: 'second' });
    state.add({ v: 1, type: 'create', id: idOf(1), model: 'first' });
    expect(state.model).toBe('first');
  });

  it('goes by the latest settings', () => {
    const state = new GalleryState();
    expect(state.maxFalseMatchRate).toBeUndefined();
    state.add({ v: 1, type: 'settings', id: idOf(2), maxFalseMatchRate: 0.01 });
    state.add({ v: 1, type: 'settings', id: idOf(1), maxFalseMatchRate: 0.5 });
    expect(state.maxFalseMatchRate).toBe(0.01);
  });

  it('gives a face to the person to whom it was moved last, and knows a person without a face', () => {
    const move = (n: number, personId: string, ...faces: number[]): Entry => ({
      v: 1,
      type: 'assign',
      id: idOf(n),
      personId,
      faces: faces.map(idOf),
    });
    const entries = [enrol(1, 'ada', 'Ada'), enrol(2, 'ada'), move(4, 'bob', 1), move(3, 'cy', 1)];
    expect(stateOf(entries)).toEqual([
      ['ada', 'Ada', [idOf(2)]],
      ['bob', 'bob', [idOf(1)]],
    ]);
    expect(stateOf([{ v: 1, type: 'person', id: idOf(1), personId: 'cy', name: 'Cy' }])).toEqual([
      ['cy', 'Cy', []],
    ]);
  });

  it('keeps the latest value of each key of the metadata, and none that was taken away', () => {
    const tell = (n: number, metadata: Record<string, string | null>): Entry => ({
      v: 1,
      type: 'person',
      id: idOf(n),
      personId: 'ada',
      metadata,
    });
    const state = new GalleryState();
    for (const entry of [
      tell(3, { team: null }),
      tell(1, { team: 'a', badge: '1' }),
      tell(2, { badge: '2' }),
    ]) {
      state.add(entry);
    }
    expect(state.people.get('ada')?.metadata).toEqual({ badge: '2' });
  });

  it('is empty after it was dropped, but for what came later', () => {
    const state = new GalleryState();
    state.add({ v: 1, type: 'create', id: idOf(1), model: 'm' });
    state.add(enrol(2, 'ada'));
    state.add({ v: 1, type: 'drop', id: idOf(5) });
    state.add(enrol(3, 'bob'));
    expect(state.exists).toBe(false);
    state.add(enrol(6, 'cy'));
    expect([...state.people.keys()]).toEqual(['cy']);
  });

  it('finds the entries of faces, also those that speak of them alone, but not those that others need', () => {
    const state = new GalleryState();
    for (const entry of [enrol(1, 'ada'), enrol(2, 'ada'), enrol(3, 'bob')]) state.add(entry);
    state.add({ v: 1, type: 'assign', id: idOf(4), personId: 'bob', faces: [idOf(1)] });
    state.add({ v: 1, type: 'assign', id: idOf(5), personId: 'bob', faces: [idOf(1), idOf(2)] });
    const embedding = encodeEmbedding(Float32Array.of(1, 0));
    state.add({ v: 1, type: 'embedding', id: idOf(6), faceId: idOf(1), model: 'other', embedding });
    const face = state.enrolledFace(idOf(1)) as Face;
    expect(state.entriesOf([face]).sort()).toEqual([1, 4, 6].map(idOf));
  });

  const anyEntry = fc.nat({ max: 30 }).chain((n): fc.Arbitrary<Entry> => {
    const person = fc.constantFrom('ada', 'bob', 'cy');
    const faces = fc.array(fc.nat({ max: 30 }).map(idOf), { maxLength: 4 });
    const common = { v: 1 as const };
    return fc.oneof(
      person.map((personId) => enrol(n, personId, n % 3 === 0 ? `name ${n}` : undefined)),
      faces.map((entries) => ({ ...common, type: 'remove' as const, id: idOf(n + 100), entries })),
      fc.tuple(person, faces).map(([personId, ids]) => ({
        ...common,
        type: 'assign' as const,
        id: idOf(n + 200),
        personId,
        faces: ids,
      })),
      fc.tuple(person, fc.constantFrom('x', null)).map(([personId, value]) => ({
        ...common,
        type: 'person' as const,
        id: idOf(n + 300),
        personId,
        name: n % 2 === 0 ? `called ${n}` : undefined,
        metadata: { [n % 3 === 0 ? 'a' : 'b']: value },
      })),
      fc.nat({ max: 30 }).map((face) => ({
        ...common,
        type: 'embedding' as const,
        id: idOf(n + 400),
        faceId: idOf(face),
        model: n % 2 === 0 ? 'm' : 'other',
        embedding: encodeEmbedding(Float32Array.of(face, 1)),
      })),
      fc.constantFrom(0.1, 0.2).map((maxFalseMatchRate) => ({
        ...common,
        type: 'settings' as const,
        id: idOf(n + 500),
        maxFalseMatchRate,
      })),
    );
  });
  const anySet = fc.uniqueArray(anyEntry, { selector: ({ id }) => id, maxLength: 25 });
  const shuffledTwice = (entries: Entry[]) =>
    fc.tuple(
      fc.constant(entries),
      fc.shuffledSubarray([...entries, ...entries], { minLength: 2 * entries.length }),
    );

  it('says the same whatever the order and however often entries are read', () => {
    fc.assert(
      fc.property(anySet.chain(shuffledTwice), ([entries, shuffled]) => {
        expect(everythingOf(shuffled)).toEqual(everythingOf(entries));
      }),
    );
  });

  it('says what the rest says when entries were erased that are void', () => {
    fc.assert(
      fc.property(anySet.chain(shuffledTwice), ([entries, shuffled]) => {
        const removed = new Set(entries.flatMap((entry) => (entry.type === 'remove' ? entry.entries : [])));
        const rest = entries.filter(({ id }) => !removed.has(id));
        const state = filled(shuffled);
        for (const { id } of entries) {
          if (!removed.has(id)) continue;
          state.forget(id);
          state.forget(id); // it was held twice
        }
        expect(describeState(state)).toEqual(describeState(filled(rest)));
      }),
    );
  });
});

function filled(entries: Entry[]): GalleryState {
  const state = new GalleryState(new EmbeddingSpaces(() => 'cosine'));
  for (const entry of entries) state.add(entry);
  return state;
}

const everythingOf = (entries: Entry[]) => describeState(filled(entries));

function describeState(state: GalleryState) {
  const people = [...state.people.values()].map(({ id, name, metadata, faces }) => ({
    id,
    name,
    metadata,
    faces: faces.map((face) => [face.faceId, [...face.models].sort()]),
  }));
  const found = ['m', 'other'].map((model) => {
    const space = state.spaces?.find(model);
    const near = space?.nearest(Float32Array.of(1, 0), 100) ?? [];
    return [space?.people ?? 0, near.map(({ face, similarity }) => `${similarity} ${face.faceId}`).sort()];
  });
  const { faceCount, maxFalseMatchRate } = state;
  return { people: people.sort((a, b) => (a.id < b.id ? -1 : 1)), found, faceCount, maxFalseMatchRate };
}
