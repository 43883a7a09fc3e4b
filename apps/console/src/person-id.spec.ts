import { describe, expect, it } from 'vitest';
import { personIdOf } from './person-id';

describe('the id of a new person', () => {
  it.each([
    ['Ada Lovelace', 'ada-lovelace'],
    ['  Émilie du Châtelet ', 'emilie-du-chatelet'],
    ['a/b\\c', 'a-b-c'],
    ['..hidden', 'hidden'],
    ['王', ''],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('of %j is %j', (name, id) => expect(personIdOf(name)).toBe(id));
});
