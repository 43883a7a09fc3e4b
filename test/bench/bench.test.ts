import { describe, expect, it } from 'vitest';
import { latencyFigures, latencyTable } from './latency/report';
import { parseOptions } from './options';
import { uniqueProbes } from './photo-set';
import { plannedRuns } from './plan';
import { benchTable, figuresOf, titleOf } from './report';
import { scaleTable } from './scale/report';

const asked = (...argv: string[]) => {
  const options = parseOptions(argv);
  if (options === 'help') throw new Error('help');
  return options;
};

describe('the runs of a benchmark', () => {
  const told = (...argv: string[]) => plannedRuns(asked(...argv)).map(titleOf);

  it('are from no worker, with all of them up, and of the same images again', () => {
    expect(told()).toEqual([
      '200 requests, 100 at once, from zero workers',
      '200 requests, 100 at once, all workers up',
      '200 requests, 100 at once, all workers up, the same images again',
    ]);
  });

  it('combine sizes and concurrency, and start from no worker once', () => {
    expect(told('--sizes', '64,5000', '--concurrency', '1,50', '--repeat', '1')).toEqual([
      '200 requests of 64 KB, 1 at once, from zero workers',
      '200 requests of 64 KB, 1 at once, all workers up',
      '200 requests of 64 KB, 50 at once, all workers up',
      '40 requests of 5000 KB, 1 at once, all workers up',
      '50 requests of 5000 KB, 50 at once, all workers up',
    ]);
  });

  it('from no worker are repeated where no others are asked for', () => {
    expect(told('--start', 'zero', '--requests', '20', '--repeat', '3')).toEqual([
      '20 requests, 100 at once, from zero workers',
      '20 requests, 100 at once, from zero workers, the same images again',
      '20 requests, 100 at once, from zero workers, the same images again',
    ]);
  });

  it.each([
    ['--sizes', '0'],
    ['--concurrency', '1,x'],
    ['--start', 'cold'],
    ['--requests', '1.5'],
    ['--what'],
  ])('are not made from %s %s', (...argv) => expect(() => parseOptions(argv)).toThrow(argv[0]));
});

describe('probes', () => {
  const originals = ['a', 'b'].map((person) => ({ person, bytes: Buffer.from([0xff, 0xd8, 1]) }));

  it('differ from each other and from those of another set, and are the same whenever they are looked at', () => {
    const [one, other] = [uniqueProbes(originals, 5, 'one'), uniqueProbes(originals, 5, 'other')];
    const files = [...one, ...other, ...one].map(({ bytes }) => bytes.toString('latin1'));
    expect(new Set(files).size).toBe(10);
    expect(one.map(({ person }) => person)).toEqual(['a', 'b', 'a', 'b', 'a']);
  });
});

describe('figures of a run', () => {
  const [run] = plannedRuns(asked('--requests', '4', '--start', 'warm'));
  const answered = (name: string) => ({
    person: 'a',
    answer: { faces: 1, name, fromCache: false },
  });
  const load = {
    answers: [answered('a'), answered('a'), answered('a'), answered('b')],
    wallMs: 500,
    latenciesMs: [10, 20, 30, 40],
  };
  const cpu = { gateway: 8, recognizer: 72, scaler: 4, cloud: 12, redis: 2, client: 20, machine: 368 };
  const figures = figuresOf(run!, load, cpu, { cpuMsPerImage: 10, wallS: 1 });

  it('are per image, and beside the bare pipeline', () => {
    expect(figures).toMatchObject({
      imagesPerS: 8,
      p50Ms: 20,
      p99Ms: 40,
      cpuMsPerImage: { gateway: 2, recognizer: 18, scaler: 1, cloud: 3, redis: 0.5, client: 5 },
      ratio: 2,
      otherCores: 0.5,
    });
  });

  it('are one line of the table', () => {
    expect(benchTable([figures])).toMatch(/as they are, new +100 +up +3\/1\/0 .* 2\.00 +0\.5$/);
  });

  it('say what another worker brings', () => {
    const table = scaleTable(
      [1, 2].map((workers) => ({ ...figures, workers, imagesPerS: 8 * workers })),
      4,
    );
    expect(table).toMatch(/1 +8\.0 +1\.00/);
    expect(table).toMatch(/2 +16\.0 +2\.00/);
  });
});

describe('latency', () => {
  it('is compared image by image: a large one takes longer both ways', () => {
    const pairs = [
      { serviceMs: 30, bareMs: 20 },
      { serviceMs: 130, bareMs: 110 },
      { serviceMs: 45, bareMs: 30 },
    ];
    const figures = latencyFigures(64, pairs);
    expect(figures).toMatchObject({ serviceMs: { p50: 45 }, bareMs: { p50: 30 }, differenceMs: { p50: 15 } });
    expect(latencyTable([figures])).toMatch(/64 KB +3 +45\.0 \/ 130\.0 +30\.0 \/ 110\.0 +15\.0 \/ 20\.0/);
  });
});
