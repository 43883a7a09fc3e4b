import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('window', { location: { hash: '' }, addEventListener: () => undefined });
const { hrefOf, placeOf } = await import('./router');

describe('the address of a page', () => {
  it.each([
    ['', { page: undefined, rest: [] }],
    ['#', { page: undefined, rest: [] }],
    ['#/people', { page: 'people', rest: [] }],
    ['#/people/default/ada', { page: 'people', rest: ['default', 'ada'] }],
    ['#/people//ada/', { page: 'people', rest: ['ada'] }],
    ['#/people/a%2Fb', { page: 'people', rest: ['a/b'] }],
    ['#/people/50%', { page: 'people', rest: ['50%'] }],
  ])('%j', (text, place) => expect(placeOf(text)).toEqual(place));

  it('leads to where it was made for', () => {
    expect(placeOf(hrefOf('people', 'default', 'a/b c'))).toEqual({
      page: 'people',
      rest: ['default', 'a/b c'],
    });
  });
});
