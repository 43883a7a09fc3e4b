import { describe, expect, it } from 'vitest';
import { fits, metadataFilterOf } from './metadata-filter';

describe('a filter by metadata', () => {
  it('is read from the query parameters that are meant for it', () => {
    const query = { limit: '5', 'metadata.site.floor': '3', 'metadata.team': ['a', 'b'], name: 'x' };
    expect(metadataFilterOf(query)).toEqual([
      ['site.floor', '3'],
      ['team', 'a'],
      ['team', 'b'],
    ]);
  });

  it('is refused where a value is no text', () => {
    expect(() => metadataFilterOf({ 'metadata.team': { a: '1' } })).toThrow('metadata.team');
  });

  it.each(['metadata', 'metadata.', 'metadata[team]', 'metadata.a b', 'metdata.team', 'tag'])(
    'is not taken for none where it was misspelt: %s',
    (name) => {
      expect(() => metadataFilterOf({ limit: '5', [name]: 'looms' })).toThrow(
        `${name}: is not known here. There are limit, cursor, name, metadata.<key>.`,
      );
    },
  );

  it('takes numbers, switches and members of lists by their texts', () => {
    const metadata = { badge: 1815, active: true, teams: ['engines', 'looms'] };
    expect(fits(metadata, [['badge', '1815']])).toBe(true);
    expect(fits(metadata, [['active', 'true']])).toBe(true);
    expect(fits(metadata, [['teams', 'looms']])).toBe(true);
    expect(fits(metadata, [['teams', 'loom']])).toBe(false);
  });

  it('fits only where all of it does, and never by what objects inherit', () => {
    const filter = [
      ['a', '1'],
      ['b', '2'],
    ] as const;
    expect(fits({ a: 1, b: 2 }, filter)).toBe(true);
    expect(fits({ a: 1 }, filter)).toBe(false);
    expect(fits({}, [['constructor', String(Object)]])).toBe(false);
    expect(fits({}, [])).toBe(true);
  });
});
