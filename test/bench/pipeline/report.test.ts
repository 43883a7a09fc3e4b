import { describe, expect, it } from 'vitest';
import { parsePipelineOptions } from './options';
import { batchFigures, peerFigures, photographFigures, pipelineReport } from './report';
import { ratiosOf, summaryOf } from './samples';

const cost = (cpuMs: number) => ({ cpuMs, wallMs: 2 * cpuMs });

describe('figures', () => {
  it('are the least and the median', () => {
    expect(summaryOf([3, 1, 2])).toEqual({ min: 1, median: 2 });
    expect(summaryOf([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5 });
    expect(summaryOf([5])).toEqual({ min: 5, median: 5 });
  });

  it('compare what was measured side by side, not the best of each', () => {
    // The machine was twice as slow in the second round.
    expect(ratiosOf([10, 20], [5, 10])).toEqual({ min: 2, median: 2 });
  });

  it('hold decoding the whole photograph against what we decode', () => {
    const stages = { decode: [cost(10)], detect: [cost(20)], embed: [cost(5)], all: [cost(40)] };
    const figures = photographFigures(
      { name: '1 MP', path: '', width: 866, height: 1155, megabytes: 0.3 },
      { faces: 1, stages, wholeDecode: [cost(30)], wholePipeline: [cost(60)] },
    );
    expect(figures).toMatchObject({
      cpuMs: { decode: { min: 10 }, all: { min: 40 } },
      wallMs: { decode: { min: 20 } },
      wholeDecodeOverOurs: { min: 3, median: 3 },
      wholePipelineOverOurs: { min: 1.5, median: 1.5 },
    });
  });
});

describe('the report', () => {
  const ours = { cpuMs: [400, 440], facesFound: 40 };
  const peer = peerFigures(40, ours, {
    tiny: { cpuMs: [4_000, 4_400], facesFound: 30 },
    ssd: { cpuMs: [16_000, 13_200], facesFound: 36 },
  });
  const batches = batchFigures({ 1: [5, 6], 8: [4, 4] });

  it('says how many times the CPU of ours each peer takes', () => {
    expect(peer.peers).toMatchObject({ tiny: { overOurs: { min: 10 } }, ssd: { overOurs: { min: 30 } } });
    const report = pipelineReport({ models: 'builtin', photographs: [], peer, batches });
    expect(report).toMatch(
      /ours +10\.0 \/ 10\.5 ms of CPU an image; 40 faces found, 95\.2 a second and core/,
    );
    expect(report).toMatch(/Tiny Face Detector \/ ours +10\.0 \/ 10\.0/);
    expect(report).toMatch(/8 at once +4\.0 \/ 4\.0 ms of CPU a face/);
  });

  it('says why there is no peer', () => {
    const report = pipelineReport({
      models: 'builtin',
      photographs: [],
      peer: { skipped: 'no registry' },
      batches,
    });
    expect(report).toContain('skipped: no registry');
  });
});

describe('options of the pipeline bench', () => {
  it('take several photographs', () => {
    expect(parsePipelineOptions(['--photo', '/a.jpg', '--photo', '/b.jpg', '--runs', '3'], {})).toMatchObject(
      {
        photos: ['/a.jpg', '/b.jpg'],
        people: undefined,
        runs: 3,
      },
    );
  });

  it('refuse what they do not know', () => {
    expect(() => parsePipelineOptions(['--runs', '0'], {})).toThrow('--runs');
    expect(parsePipelineOptions(['--help'], {})).toBe('help');
  });
});
