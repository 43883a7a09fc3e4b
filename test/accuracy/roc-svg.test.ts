import { describe, expect, it } from 'vitest';
import { scoresOf } from './compared-pair';
import { rocSvg } from './roc-svg';

const impostors = Array.from({ length: 1000 }, (_, i) => ({ same: false, fold: 0, similarity: i / 2000 }));
const scores = scoresOf([
  { same: true, fold: 0, similarity: 0.9 },
  { same: true, fold: 0, similarity: 0.3 },
  ...impostors,
]);

describe('the picture of a ROC', () => {
  const svg = rocSvg(scores, 'models <a> & b');

  it('has a decade of false match rates for each that the impostor pairs can show', () => {
    const labels = [...svg.matchAll(/text-anchor="middle">([\d.e-]+)</g)].map(([, label]) => label);
    expect(labels).toEqual(['1e-3', '1e-2', '1e-1', '1']);
  });

  it('draws a curve from left to right that never falls', () => {
    const path = /class="roc" d="M([^"]+)"/.exec(svg)?.[1];
    const points = path!.split('L').map((point) => point.split(' ').map(Number));
    for (const [i, [x, y]] of points.entries()) {
      if (i === 0) continue;
      expect(x!).toBeGreaterThan(points[i - 1]![0]!);
      expect(y!).toBeLessThanOrEqual(points[i - 1]![1]!);
    }
    // Half of the genuine pairs at no false match, all of them in the end.
    const [low, high] = [points[0]![1]!, points.at(-1)![1]!];
    expect(low).toBeGreaterThan(high);
    expect(high).toBe(48);
  });

  it('is one well-formed document whatever the title', () => {
    expect(svg).toContain('models &lt;a&gt; &amp; b');
    expect(svg.startsWith('<svg ') && svg.endsWith('</svg>\n')).toBe(true);
  });
});
