import { describe, expect, it } from 'vitest';
import { namedPeople } from './named-people';

const named = (answer: unknown) => [...namedPeople(answer)];
const face = (person: object | null, candidate: object | null = null) => ({
  box: { x: 1 },
  person,
  candidate,
  nearest: [{ person: { id: 'near', name: 'Near' }, bestFaceId: 'f' }],
});

describe('the people whom an answer names', () => {
  it.each([
    [
      'a list of people',
      { people: [{ id: 'ada', name: 'A' }, { id: 'bob' }], nextCursor: 'eve' },
      ['ada', 'bob'],
    ],
    ['a face with its person', { id: 'r', faces: [face({ id: 'ada' })] }, ['ada', 'near']],
    ['a face with a candidate', { faces: [face(null, { id: 'bob' })] }, ['bob', 'near']],
    ['everybody in a recognition', { people: [{ person: { id: 'ada' }, face: 0, faces: [0] }] }, ['ada']],
    ['an enrolment', { id: 'e', personId: 'ada', warnings: [{ personId: 'eve' }] }, ['ada', 'eve']],
    [
      'items of a job',
      { items: [{ personId: 'ada' }, { result: { person: { id: 'bob' } } }] },
      ['ada', 'bob'],
    ],
  ])('%s', (_what, answer, expected) => {
    expect(named(answer)).toEqual(expected);
  });

  it('are none where there is nobody, and nothing that could not be an id', () => {
    for (const answer of [undefined, null, 'ada', { id: 'ada' }, { gallery: 'g', keys: [{ id: 'k' }] }])
      expect(named(answer)).toEqual([]);
    expect(named({ personId: 'two\nlines', person: { id: 7 }, candidate: { id: '../x' } })).toEqual([]);
  });
});
