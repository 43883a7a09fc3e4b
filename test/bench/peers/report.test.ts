import { describe, expect, it } from 'vitest';
import type { Said } from './contestant';
import { type Conditions, figuresOf, peersReport } from './report';
import type { Run } from './run';

const answers: (Said | Error)[] = [
  { faces: 1, name: 'ada' },
  { faces: 2, name: null },
  { faces: 0 },
  new Error('503'),
];

const someRun: Run = {
  details: 'some models',
  enrolled: 3,
  load: {
    answers: answers.map((answer) => ({ person: 'ada', answer })),
    wallMs: 1_500,
    latenciesMs: [100, 200, 300, 400],
  },
  own: { cpuMs: 200, memoryBytes: 300e6 },
  all: { cpuMs: 260, memoryBytes: 450e6 },
  othersCores: 0.42,
};
const detects: Run = { ...someRun, enrolled: undefined, all: someRun.own };

const conditions: Conditions = {
  requests: 4,
  concurrency: 8,
  cores: 2,
  toEnrol: 4,
  images: { smallest: { width: 90, height: 80 }, largest: { width: 400, height: 300 }, meanBytes: 14_200 },
};

describe('figures of a system', () => {
  it('count as right what has the name of the person, and as work what was answered', () => {
    expect(figuresOf(someRun)).toMatchObject({
      right: 1,
      found: null,
      failed: 1,
      imagesPerS: 2,
      p50Ms: 200,
      p99Ms: 400,
      memoryMb: 300,
      cpuMsPerImage: 50,
      all: { memoryMb: 450, cpuMsPerImage: 65 },
    });
  });

  it('say of one that names nobody what it found, and not that it was wrong', () => {
    expect(figuresOf(detects)).toMatchObject({ right: null, found: { one: 1, any: 2 }, enrolled: null });
  });
});

describe('the report', () => {
  const report = peersReport({
    ...conditions,
    systems: {
      Ours: figuresOf(someRun),
      Detector: figuresOf(detects),
      Absent: { skipped: 'there is no python3' },
    },
  });

  it('says under which conditions', () => {
    expect(report).toMatch(
      /^4 photographs of 90x80 to 400x300 pixels, 14 kB in the mean, 8 at once, 2 cores/,
    );
  });

  it('has a row for each system that ran', () => {
    expect(report).toMatch(
      /Ours +2\.0 +200 ms +400 ms +1 of 4 +300 MB +50\.0 ms +0\.4 cores\n +Detector .* detects only /,
    );
  });

  it('says what the table has no room for, and who is missing why', () => {
    expect(report).toMatch(
      /^Ours: some models; took 3 of 4 enrolments; 1 without an answer; .* 450 MB and 65\.0 ms\.$/m,
    );
    expect(report).toMatch(/^Detector: .*exactly one face found in 1 of 4 photographs, at least one in 2/m);
    expect(report).toMatch(/^Absent: skipped: there is no python3\.$/m);
    expect(report).not.toMatch(/^ +Absent/m);
  });
});
