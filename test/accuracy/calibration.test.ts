import { falseMatchRateAt } from '@facefleet/gallery';
import { describe, expect, it } from 'vitest';
import { calibrationTable } from './calibration-table';
import { fitImpostorTail } from './impostor-tail';
import { normalUpperQuantile, normalUpperTail } from './normal';
import { normalFrom, randomFrom } from './random.fixture';
import { ascending } from './sorted';

describe('the normal distribution', () => {
  it('has the upper tails of the tables', () => {
    const known: [number, number][] = [
      [0, 0.5],
      [1, 0.158655253931457],
      [-1, 0.841344746068543],
      [1.959963984540054, 0.025],
      [2.5, 6.20966532577613e-3],
      [3, 1.349898031630095e-3],
      [6, 9.865876450376981e-10],
      [8, 6.220960574271784e-16],
    ];
    for (const [z, probability] of known) expect(normalUpperTail(z) / probability).toBeCloseTo(1, 11);
  });

  it('finds the value of a tail again', () => {
    for (const probability of [0.9, 0.5, 0.1, 1e-3, 1e-9]) {
      expect(normalUpperTail(normalUpperQuantile(probability)) / probability).toBeCloseTo(1, 9);
    }
  });
});

interface Truth {
  name: string;
  draw: (uniform: () => number, normal: () => number) => number;
  rateFrom: (similarity: number) => number;
}

const truths: Truth[] = [
  {
    name: 'normal',
    draw: (_, normal) => 0.05 + 0.1 * normal(),
    rateFrom: (s) => normalUpperTail((s - 0.05) / 0.1),
  },
  {
    name: 'a mixture: one pair of people in seven looks rather alike',
    draw: (uniform, normal) => (uniform() < 6 / 7 ? 0.03 + 0.09 * normal() : 0.13 + 0.1 * normal()),
    rateFrom: (s) =>
      (6 / 7) * normalUpperTail((s - 0.03) / 0.09) + (1 / 7) * normalUpperTail((s - 0.13) / 0.1),
  },
  {
    name: 'logistic, whose tail is exponential',
    draw: (uniform) => {
      const p = uniform();
      return 0.05 + 0.055 * Math.log(p / (1 - p));
    },
    rateFrom: (s) => 1 / (1 + Math.exp((s - 0.05) / 0.055)),
  },
];

function drawn({ draw }: Truth, count: number, seed: number): Float64Array {
  const uniform = randomFrom(seed);
  const normal = normalFrom(uniform);
  return ascending(Array.from({ length: count }, () => draw(uniform, normal)));
}

/** Where the truth has this rate. */
function similarityOf({ rateFrom }: Truth, rate: number): number {
  let [low, high] = [0, 2];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (rateFrom(middle) > rate) low = middle;
    else high = middle;
  }
  return low;
}

const GENUINE = ascending([0.55, 0.6, 0.7, 0.8]);

describe.each(truths)('calibration where the truth is known: $name', (truth) => {
  /** log10 of what the table says over what is true, in the middle and near the ends of 15 draws. */
  function errors(pairs: number, rate: number): { low: number; median: number; high: number } {
    const similarity = similarityOf(truth, rate);
    const all = Array.from({ length: 15 }, (_, seed) => {
      const { table } = calibrationTable({ genuine: GENUINE, impostor: drawn(truth, pairs, seed + 1) });
      return Math.log10(falseMatchRateAt(table, similarity) / rate);
    }).sort((a, b) => a - b);
    return { low: all[1]!, median: all[7]!, high: all[13]! };
  }

  it('is within a quarter where 100 false matches count the rate, which by chance differ by a tenth', () => {
    const { low, high } = errors(100_000, 1e-3);
    expect(low).toBeGreaterThan(Math.log10(0.75));
    expect(high).toBeLessThan(Math.log10(1.25));
  });

  it('is right to a factor of three in the middle two decades beyond 100,000 pairs, six times too low or fifteen times too high at the ends', () => {
    const { low, median, high } = errors(100_000, 1e-6);
    expect(Math.abs(median)).toBeLessThan(Math.log10(3));
    expect(low).toBeGreaterThan(-Math.log10(6));
    expect(high).toBeLessThan(Math.log10(15));
  });

  it('errs on the careful side from 4,500 pairs: it promises no rate ten times lower than the true one', () => {
    for (const rate of [1e-4, 1e-5, 1e-6]) expect(errors(4_500, rate).low).toBeGreaterThan(-1);
  });
});

describe('the tail of impostor similarities', () => {
  it('finds the deviation of normal similarities and the scale of exponential ones', () => {
    const normal = fitImpostorTail(drawn(truths[0]!, 200_000, 3));
    expect(normal.kind).toBe('normal');
    expect(normal.scale).toBeCloseTo(0.1, 2);
    const uniform = randomFrom(5);
    const exponential = fitImpostorTail(
      ascending(Array.from({ length: 200_000 }, () => -0.07 * Math.log(uniform()))),
    );
    expect(exponential.kind).toBe('exponential');
    expect(exponential.scale).toBeCloseTo(0.07, 2);
  });

  it('takes the careful, exponential one where few pairs leave it open', () => {
    const kinds = Array.from(
      { length: 10 },
      (_, seed) => fitImpostorTail(drawn(truths[0]!, 200, seed + 1)).kind,
    );
    expect(kinds.filter((kind) => kind === 'exponential').length).toBeGreaterThanOrEqual(8);
  });

  it('is not guessed from fewer than 100 pairs', () => {
    expect(() => fitImpostorTail(drawn(truths[0]!, 99, 1))).toThrow('100');
  });
});

describe('a calibration table', () => {
  const scores = { genuine: GENUINE, impostor: drawn(truths[0]!, 4_500, 7) };
  const { table, countedUpTo, countedDownToFmr } = calibrationTable(scores);

  it('rises in similarity, and never rises in false matches nor falls in false non-matches', () => {
    for (const [i, point] of table.entries()) {
      const before = table[i - 1];
      if (!before) continue;
      expect(point.similarity).toBeGreaterThan(before.similarity);
      expect(point.fmr).toBeLessThanOrEqual(before.fmr);
      expect(point.fmr).toBeGreaterThan(0);
      expect(point.fnmr).toBeGreaterThanOrEqual(before.fnmr);
    }
  });

  it('counts as far as ten impostor pairs reach', () => {
    expect(countedDownToFmr).toBeCloseTo(10 / 4_500, 12);
    for (const { similarity, fmr } of table.filter((point) => point.similarity <= countedUpTo)) {
      const count = scores.impostor.filter((value) => value >= similarity).length;
      expect(fmr / (count / 4_500)).toBeCloseTo(1, 2);
    }
  });

  it('counts genuine pairs that are less similar', () => {
    expect(table.find(({ similarity }) => similarity === 0.55)?.fnmr).toBe(0);
    expect(table.find(({ similarity }) => similarity === 0.56)?.fnmr).toBe(0.25);
  });
});
