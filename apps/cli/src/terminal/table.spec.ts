import { describe, expect, it } from 'vitest';
import { table } from './table';

describe('a table', () => {
  it('has columns as wide as their widest cell, without spaces at the end', () => {
    const rows = [
      { name: 'ada', faces: 3 },
      { name: 'bob the builder', faces: 117 },
    ];
    expect(
      table(
        [
          { head: 'NAME', of: ({ name }) => name },
          { head: 'FACES', of: ({ faces }) => faces, align: 'right' },
          { head: 'X', of: () => undefined },
        ],
        rows,
      ),
    ).toEqual(['NAME             FACES  X', 'ada                  3  -', 'bob the builder    117  -']);
  });

  it('shows control characters as question marks', () => {
    expect(table([{ head: 'F', of: (name: string) => name }], ['a\u001b[31m\nb'])).toEqual(['F', 'a?[31m?b']);
  });
});
