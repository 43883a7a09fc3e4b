import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEmbedding, type Entry } from './entry';
import { GalleryState } from './gallery-state';

function idOf(n: number): string {
  return `019338e2-7c1b-7cc3-9f4e-${n.toString(16).padStart(12, '0')}`;
}

function enrol(n: number, personId: string, name?: string): Entry {
  return {
    v: 1,
    type: 'enrol',
    id: idOf(n),
    personId,
    name,
    model: 'm',
    embedding: encodeEmbedding(Float32Array.of(n, 0)),
    box: { x: 0, y: 0, width: 1, height: 1 },
    imageKey: `enrolments/${idOf(n)}`,
    imageSha256: '0'.repeat(64),
  };
}

function remove(n: number, personId: string, ...entries: number[]): Entry {
  return { v: 1, type: 'remove', id: idOf(n), personId, entries: entries.map(idOf) };
}

function stateOf(entries: Entry[]) {
  const state = new GalleryState();
  for (const entry of entries) state.add(entry);
  return [...state.people.values()].map(({ id, name, faces }) => [
    id,
    name,
    faces.map((face) => face.faceId),
  ]);
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
    expect(stateOf([enrol(1, 'ada'), remove(2, 'ada', 1), enrol(3, 'ada')])).toEqual([
      ['ada', 'ada', [idOf(3)]],
    ]);
  });

  it('does not bring back a removed face when its enrolment is written again', () => {
    const state = new GalleryState();
    state.add(enrol(1, 'ada'));
    state.add(remove(2, 'ada', 1));
    state.forget(idOf(1));
    state.add(enrol(1, 'ada'));
    expect(state.people.size).toBe(0);
  });

  it('still knows what is stored of a removed person until it was erased', () => {
    const state = new GalleryState();
    for (const entry of [enrol(1, 'ada'), remove(2, 'ada', 1)]) state.add(entry);
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

  it('says the same whatever the order and however often entries are read', () => {
    const entry = fc.nat({ max: 30 }).chain((n) =>
      fc.oneof(
        fc
          .constantFrom('ada', 'bob')
          .map((person) => enrol(n, person, n % 3 === 0 ? `name ${n}` : undefined)),
        fc.array(fc.nat({ max: 30 }), { maxLength: 5 }).map((removed) => remove(n + 100, 'ada', ...removed)),
      ),
    );
    const set = fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 20 });
    fc.assert(
      fc.property(
        set.chain((entries) =>
          fc.tuple(
            fc.constant(entries),
            fc.shuffledSubarray([...entries, ...entries], { minLength: 2 * entries.length }),
          ),
        ),
        ([entries, shuffled]) => {
          expect(stateOf(shuffled)).toEqual(stateOf(entries));
        },
      ),
    );
  });
});
