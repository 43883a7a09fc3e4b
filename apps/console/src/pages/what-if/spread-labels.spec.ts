import { expect, it } from 'vitest';
import { spreadLabels } from './spread-labels';

it('writes no name over another one or over a point, and none beyond the edge', () => {
  const points = [
    { name: 'one policy', x: 20, y: 100 },
    { name: 'another policy', x: 40, y: 100 },
    { name: 'at the edge', x: 190, y: 60 },
  ];
  const placed = spreadLabels(points, { left: 0, right: 200, top: 10, bottom: 110 });
  const [one, another] = ['one policy', 'another policy'].map((name) => placed.find((p) => p.name === name)!);
  expect(Math.abs(one!.labelY - another!.labelY)).toBeGreaterThanOrEqual(14);
  expect(placed.find(({ name }) => name === 'at the edge')).toMatchObject({ anchor: 'end', labelX: 180 });
});
