import { describe, expect, it } from 'vitest';
import type { Alarm } from './alarm';
import { changesIn, courseOf, type State, stateOf } from './evaluation';
import type { Measurement } from './measurement';

const METRIC = { namespace: 'Test', name: 'sick', dimensions: { app: 'one' }, statistic: 'Sum' } as const;
const alarm = (change: Partial<Alarm> = {}): Alarm => ({
  name: 'sick',
  description: '',
  metrics: new Map([['metric', METRIC]]),
  returned: 'metric',
  threshold: 0,
  breaches: (value) => value > 0,
  datapointsToAlarm: 3,
  evaluationPeriods: 3,
  periodS: 60,
  missingBreaches: false,
  ...change,
});
const pointsOf = (text: string) =>
  text.split(' ').map((sign) => ({ 0: 0, X: 1, '-': undefined })[sign as '0' | 'X' | '-']);

/** The examples of CloudWatch's documentation: three evaluation periods, five looked at. */
describe('stateOf', () => {
  it.each<[string, State, State]>([
    ['0 - X - X', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK'],
    ['- - - - -', 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', 'OK'],
  ])('of %s, 3 of 3, is %s where missing ones breach, else %s', (points, breaching, notBreaching) => {
    expect(stateOf(alarm({ missingBreaches: true }), pointsOf(points))).toBe(breaching);
    expect(stateOf(alarm(), pointsOf(points))).toBe(notBreaching);
  });

  it.each<[string, State, State]>([
    ['0 - X - X', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM'],
    ['0 - X - -', 'ALARM', 'OK'],
    ['- - - - 0', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', 'OK'],
  ])('of %s, 2 of 3, is %s where missing ones breach, else %s', (points, breaching, notBreaching) => {
    const two = { datapointsToAlarm: 2 };
    expect(stateOf(alarm({ ...two, missingBreaches: true }), pointsOf(points))).toBe(breaching);
    expect(stateOf(alarm(two), pointsOf(points))).toBe(notBreaching);
  });
});

describe('courseOf', () => {
  const MINUTE = 60_000;
  const measured = (minutes: number[], change: Partial<Measurement> = {}): Measurement[] =>
    minutes.map((minute) => ({ ...METRIC, atMs: minute * MINUTE + 30_000, value: 1, ...change }));
  const changes = (of: Alarm, measurements: Measurement[], late?: number) =>
    changesIn(courseOf(of, measurements, { fromMs: 0, toMs: 10 * MINUTE, late }));

  it('goes there and back', () => {
    const [sick, well] = [measured([3, 4, 5]), measured([0, 1, 2, 6, 7, 8, 9], { value: 0 })];
    expect(changes(alarm(), [...sick, ...well])).toEqual(['OK', 'ALARM', 'OK']);
    expect(changes(alarm(), [...sick, ...well], 2)).toEqual(['OK', 'ALARM', 'OK']);
    expect(changes(alarm(), [...sick.slice(1), ...well, ...measured([3], { value: 0 })])).toEqual(['OK']);
  });

  it('adds up what was measured in one period', () => {
    const above = { breaches: (value: number) => value > 1 };
    const [once, twice] = [measured([3, 4, 5, 6]), measured([3, 3, 4, 4, 5, 5])];
    expect(changes(alarm(above), once)).toEqual(['OK']);
    expect(changes(alarm(above), twice)).toContain('ALARM');
  });

  it.each([
    ['another dimension', { dimensions: { app: 'two' } }],
    ['one dimension more', { dimensions: { app: 'one', kind: 'x' } }],
    ['another namespace', { namespace: 'Other' }],
    ['another name', { name: 'well' }],
  ])('does not count what has %s', (_, change) => {
    expect(changes(alarm(), measured([3, 4, 5, 6], change))).toEqual(['OK']);
  });
});
