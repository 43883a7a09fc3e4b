import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvPairs } from './csv-pairs';
import { everyPair } from './every-pair';
import { lfwPairs } from './lfw-pairs';
import { readPairs } from './pairs-file';

const at = (...parts: string[]) => join('/faces', ...parts);

describe("LFW's pairs.txt", () => {
  const lines = [
    '2\t1',
    'Ada_Lovelace\t1\t12',
    'Ada_Lovelace\t2\tAlan_Turing\t3',
    'Alan_Turing\t1\t2',
    'Alan_Turing\t4\tGrace_Hopper\t1',
    '',
  ];

  it('names photographs with four digits, and puts each block of lines into a fold', () => {
    expect(lfwPairs(lines, '/faces')).toEqual([
      {
        a: at('Ada_Lovelace', 'Ada_Lovelace_0001.jpg'),
        b: at('Ada_Lovelace', 'Ada_Lovelace_0012.jpg'),
        same: true,
        fold: 0,
      },
      {
        a: at('Ada_Lovelace', 'Ada_Lovelace_0002.jpg'),
        b: at('Alan_Turing', 'Alan_Turing_0003.jpg'),
        same: false,
        fold: 0,
      },
      {
        a: at('Alan_Turing', 'Alan_Turing_0001.jpg'),
        b: at('Alan_Turing', 'Alan_Turing_0002.jpg'),
        same: true,
        fold: 1,
      },
      {
        a: at('Alan_Turing', 'Alan_Turing_0004.jpg'),
        b: at('Grace_Hopper', 'Grace_Hopper_0001.jpg'),
        same: false,
        fold: 1,
      },
    ]);
  });

  it('deals the pairs of a development set, which has no folds', () => {
    const set = ['2', 'A\t1\t2', 'B\t1\t2', 'A\t1\tB\t1', 'A\t2\tB\t2'];
    expect(lfwPairs(set, '/faces').map(({ fold }) => fold)).toEqual([0, 1, 0, 1]);
  });

  it('names the line that it cannot read', () => {
    expect(() => lfwPairs(['1\t1', 'Ada\t1\t2', 'Ada\tone\tAlan\t1'], '/faces')).toThrow('Line 3');
    expect(() => lfwPairs(['1\t1', 'Ada\t1\t2', 'Ada\t1'], '/faces')).toThrow('Line 3');
  });

  it('refuses a file that is shorter or longer than its first line says', () => {
    expect(() => lfwPairs(lines.slice(0, 4), '/faces')).toThrow('promises 2 x 2 x 1 pairs, but it has 3');
    expect(() => lfwPairs([...lines, 'Ada\t1\t2'], '/faces')).toThrow('but it has 5');
    expect(() => lfwPairs(['Ada\t1\t2'], '/faces')).toThrow('first line');
    expect(() => lfwPairs([], '/faces')).toThrow('first line');
  });
});

describe('a CSV of pairs', () => {
  it('reads 1, 0, true and false, with or without headings, from the folder of images', () => {
    const rows = [
      'x/1.jpg,y/1.jpg,0',
      'x/1.jpg, x/2.jpg ,1',
      '/else/1.jpg,x/1.jpg,FALSE',
      'x/1.jpg,x/3.jpg,true',
    ];
    const pairs = csvPairs(rows, '/faces');
    expect(pairs.map(({ same }) => same)).toEqual([false, true, false, true]);
    expect(pairs[1]).toMatchObject({ a: at('x/1.jpg'), b: at('x/2.jpg') });
    expect(pairs[2]?.a).toBe('/else/1.jpg');
    expect(csvPairs(['a,b,same', ...rows, ''], '/faces')).toEqual(pairs);
  });

  it('reads names with commas and quotes in them', () => {
    expect(csvPairs(['"Doe, John/1.jpg","the ""one"".jpg",1'], '/faces')[0]).toMatchObject({
      a: at('Doe, John/1.jpg'),
      b: at('the "one".jpg'),
    });
  });

  it('names the line that it cannot read', () => {
    expect(() => csvPairs(['a.jpg,b.jpg,1', 'a.jpg,b.jpg,maybe'], '/faces')).toThrow('Line 2');
    expect(() => csvPairs(['a.jpg,b.jpg,1', '', 'a.jpg,b.jpg'], '/faces')).toThrow('Line 3');
    expect(() => csvPairs(['a.jpg,,1'], '/faces')).toThrow('Line 1');
    expect(() => csvPairs(['a.jpg,b.jpg,1,2'], '/faces')).toThrow('Line 1');
  });
});

describe('a file of pairs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facefleet-pairs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read by what stands in it, whatever ends its lines', async () => {
    await writeFile(join(folder, 'pairs.txt'), '1\t1\r\nAda\t1\t2\r\nAda\t1\tAlan\t1\r\n');
    await writeFile(join(folder, 'list'), '\uFEFFa,b,same\r\nx.jpg,y.jpg,1\r\n');
    expect(await readPairs(join(folder, 'pairs.txt'), '/faces')).toHaveLength(2);
    expect(await readPairs(join(folder, 'list'), '/faces')).toEqual([
      { a: at('x.jpg'), b: at('y.jpg'), same: true, fold: 0 },
    ]);
  });
});

describe('all pairs of a folder of people', () => {
  it('has each two photographs once', () => {
    const pairs = [...everyPair([2, 1, 2], Infinity)];
    expect(pairs.filter(({ same }) => same)).toEqual([
      { a: 0, b: 1, same: true },
      { a: 3, b: 4, same: true },
    ]);
    expect(new Set(pairs.map(({ a, b }) => `${a} ${b}`)).size).toBe(10);
  });

  it('keeps every genuine pair and just as many impostor pairs as it may', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }),
        fc.integer({ min: 0, max: 100 }),
        (counts, limit) => {
          const all = [...everyPair(counts, Infinity)];
          const some = [...everyPair(counts, limit)];
          const impostors = all.filter(({ same }) => !same).length;
          expect(some.filter(({ same }) => same)).toEqual(all.filter(({ same }) => same));
          expect(some.filter(({ same }) => !same)).toHaveLength(Math.min(limit, impostors));
        },
      ),
    );
  });
});
