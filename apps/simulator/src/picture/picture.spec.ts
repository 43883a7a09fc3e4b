import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { contest, outcome } from '../contest.fixture';
import { labels } from './labels';
import { picture } from './picture';
import { logTicks, ticksTo, timeTicks } from './ticks';

describe('the picture of contests', () => {
  const drawn = picture([
    contest([outcome('facefleet', 4, 1250), outcome('keda-hpa', 9, 1500), outcome('fixed-peak', 0, 9000)]),
    contest([outcome('buildkite', 0, 0)], 0),
  ]);

  it('is well-formed SVG without a number that is none', () => {
    expect(XMLValidator.validate(drawn)).toBe(true);
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
    expect(new XMLParser().parse(drawn)).toHaveProperty('svg');
  });

  it('shows ours beside the best of those that do not know the trace, and names everybody', () => {
    expect(drawn).toContain('facefleet: 4 missed (0.20 %), 0.347 instance hours, 1.25 times the bound');
    expect(drawn).toContain('keda-hpa (the best of the others): 9 missed');
    expect(drawn).not.toContain('fixed-peak (the best');
    expect(drawn).toMatch(/>fixed-peak<\/text>/);
  });
});

describe('labels', () => {
  it('do not cover one another, though their points do', () => {
    const point = { x: 50, y: 50, label: 'somebody', bold: false };
    const places = labels([point, point, { ...point, bold: true }], { width: 300, height: 100 }).map((svg) =>
      /<text x="([\d.]+)" y="([\d.]+)"/.exec(svg)?.slice(1).join(' '),
    );
    expect(places[0]).toBe('59 54'); // the bold one, beside its point
    expect(new Set(places).size).toBe(3);
  });
});

describe('ticks', () => {
  it('are round numbers that reach the most there is', () => {
    expect(ticksTo(18, 4)).toEqual([0, 5, 10, 15, 20]);
    expect(ticksTo(0.7, 2)).toEqual([0, 0.5, 1]);
    expect(timeTicks(7 * 86_400, 8).map(({ label }) => label)).toEqual([
      '0',
      '1 d',
      '2 d',
      '3 d',
      '4 d',
      '5 d',
      '6 d',
      '7 d',
    ]);
    expect(logTicks(0.9, 3000, 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(0.9, 6, 4)).toEqual([1, 1.5, 2, 3, 5]);
  });
});
