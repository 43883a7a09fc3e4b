import { describe, expect, it } from 'vitest';
import { contest, OPTIONS, outcome } from './contest.fixture';
import { contestReport, summary } from './report';
import { rowsOf } from './row';

const KEDA = outcome('keda-hpa', 9, 1500);

describe('the report of a contest', () => {
  it('has a row for each, with its misses, waits and cost', () => {
    const report = contestReport(contest([outcome('facefleet', 4, 1250), KEDA]), OPTIONS);
    expect(report.split('\n')).toEqual([
      'made: 2,000 requests in 2 min, promised in 60 s',
      '1.5 s each on one slot (cv 0.3), boot 45 s (p90 90 s), at most 38 workers, scaled: its busiest minute keeps 25 busy; bound 1000 instance-s (integer)',
      'policy     requests  missed     %  p50 s  p95 s  p99 s  instance-s  x bound  launches  turns  peak  theta -/+    tau -/+',
      'facefleet     2,000       4  0.20   1.50   12.3    140        1250     1.25        12      3     7  0.10/0.25  0.05/0.50',
      'keda-hpa      2,000       9  0.45   1.50   12.3    140        1500     1.50        12      3     7  0.10/0.25  0.05/0.50',
      'No baseline had both fewer misses and a lower cost than facefleet.',
      '',
    ]);
  });

  it('says who had both fewer misses and a lower cost', () => {
    const report = contestReport(contest([outcome('facefleet', 10, 1501), KEDA]), OPTIONS);
    expect(report).toContain(
      'Both fewer misses and a lower cost than facefleet (10 missed, 1501 instance-s): keda-hpa (9 missed, 1500 instance-s).',
    );
    for (const tied of [outcome('facefleet', 9, 1501), outcome('facefleet', 10, 1500)])
      expect(contestReport(contest([tied, KEDA]), OPTIONS)).toContain('No baseline had both');
  });

  it('says at the end where that was so', () => {
    const good = rowsOf(contest([outcome('facefleet', 4, 1250), KEDA]));
    const bad = rowsOf(contest([outcome('facefleet', 10, 1501), KEDA]));
    expect(summary([good])).toBeUndefined();
    expect(summary([good, good])).toBe(
      'In none of these 2 contests did a baseline have both fewer misses and a lower cost than facefleet.',
    );
    expect(summary([good, bad])).toBe(
      'In 1 of these 2 contests a baseline had both fewer misses and a lower cost than facefleet: made at 60 s (keda-hpa).',
    );
  });
});

describe('a row of the JSON file', () => {
  it('begins with what was promised, in this order', () => {
    const [row] = rowsOf(contest([outcome('facefleet', 4, 1250)]));
    expect(Object.keys(row!).slice(0, 12)).toEqual([
      ...['trace', 'policy', 'requests', 'missed', 'billedInstanceS', 'boundInstanceS'],
      ...['p50WaitS', 'p95WaitS', 'p99WaitS', 'launches', 'directionChanges', 'peakInstances'],
    ]);
    expect(row).toMatchObject({ trace: 'made', boundInstanceS: 1000, boundRatio: 1.25, p95WaitS: 12.346 });
  });

  it('has no ratio to a bound of nothing', () => {
    const [row] = rowsOf(contest([outcome('facefleet', 4, 1250)], 0));
    expect(row).toMatchObject({ boundInstanceS: 0, boundRatio: null });
  });
});
