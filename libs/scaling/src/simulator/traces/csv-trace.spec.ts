import { describe, expect, it } from 'vitest';
import { csvTrace } from './csv-trace';

const trace = (...lines: string[]) => csvTrace('t', lines.join('\n') + '\n');

describe('a trace from a CSV file', () => {
  it('has bins as long as the shortest step, and empty ones where rows are missing', () => {
    expect(trace('t_s,arrivals', '0,3', '60,0', '240,7')).toEqual({
      ...{ name: 't', binS: 60, counts: [3, 0, 0, 0, 7] },
    });
    expect(trace('t_s,arrivals', '0,1', '0.1,2', '0.2,3', '0.4,4').counts).toEqual([1, 2, 3, 0, 4]);
  });

  it('begins with its first row', () => {
    expect(trace('t_s,arrivals', '600,1', '660,2')).toMatchObject({ binS: 60, counts: [1, 2] });
    expect(trace('t_s,arrivals', '0,200')).toMatchObject({ binS: 1, counts: [200] });
  });

  it('may come from Windows, with a byte order mark, quotes, blank lines and spaces', () => {
    const text = '\ufeff"t_s", arrivals\r\n0 , 1\r\n\r\n"10",2\r\n';
    expect(csvTrace('t', text)).toEqual({ name: 't', binS: 10, counts: [1, 2] });
  });

  it.each([
    ['', 'It is empty: a line t_s,arrivals was expected.'],
    ['t_s,arrivals\n', 'It has no rows: at least one of t_s,arrivals was expected.'],
    ['time,count\n0,1\n', 'Line 1: t_s,arrivals was expected, not "time,count".'],
    ['0,1\n1,2\n', 'Line 1: t_s,arrivals was expected, not "0,1".'],
    ['t_s,arrivals\n0,1\n1,-2\n', 'Line 3: arrivals was expected to be a whole number from 0, not "-2".'],
    ['t_s,arrivals\n0,1\n1,many\n', 'Line 3: arrivals was expected to be a whole number from 0, not "many".'],
    ['t_s,arrivals\n0,\n', 'Line 2: arrivals was expected to be a whole number from 0, not "".'],
    ['t_s,arrivals\n0,1.5\n', 'Line 2: arrivals was expected to be a whole number from 0, not "1.5".'],
    ['t_s,arrivals\n-1,1\n', 'Line 2: t_s was expected to be seconds from 0, not "-1".'],
    ['t_s,arrivals\n0,1\nnoon,1\n', 'Line 3: t_s was expected to be seconds from 0, not "noon".'],
    ['t_s,arrivals\n0,1\n\n60,1,9\n', 'Line 4: two values were expected, t_s and arrivals, not "60,1,9".'],
    ['t_s,arrivals\n0,1\n60,1\n30,1\n', 'Line 4: t_s was expected to be above 60, not 30.'],
    ['t_s,arrivals\n0,1\n0,1\n', 'Line 3: t_s was expected to be above 0, not 0.'],
    [
      't_s,arrivals\n0,1\n60,1\n150,1\n',
      'Line 4: bins are not uniform. 150 s is 90 s after the row before, which is no multiple of the shortest bin, 60 s.',
    ],
    [
      't_s,arrivals\n0,1\n1,1\n99999999,1\n',
      'Line 4: that would be 100000000 bins of 1 s, more than a year of seconds.',
    ],
  ])('is refused as %j', (text, message) => {
    expect(() => csvTrace('t', text)).toThrow(message);
  });
});
