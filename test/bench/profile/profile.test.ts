import { describe, expect, it } from 'vitest';
import { IDLE, partOf } from './part';
import { partsTable } from './report';
import { addedUp, type CpuProfile, selfTimeMs } from './self-time';

describe('a part', () => {
  it.each([
    ['file:///x/node_modules/@smithy/core/dist-cjs/index.js', '@smithy/core'],
    ['/x/node_modules/express/node_modules/qs/lib/parse.js', 'qs'],
    ['file:///x/dist/apps/gateway/src/jobs/job-queue.js', 'apps/gateway/jobs'],
    ['file:///x/dist/apps/gateway/src/http.js', 'apps/gateway'],
    ['file:///x/dist/libs/aws/src/s3-object-store.js', 'libs/aws'],
    ['node:internal/streams/readable', 'node: streams'],
    ['node:_http_outgoing', 'node: http'],
    ['node:internal/event_target', 'node: event_target'],
    ['node:fs', 'node: fs'],
    ['evalmachine.<anonymous>', 'other'],
  ])('of %s is %s', (url, part) => {
    expect(partOf({ functionName: 'f', url })).toBe(part);
  });

  it('of what is no JavaScript is what V8 calls it, or native', () => {
    expect(partOf({ functionName: '(garbage collector)', url: '' })).toBe('(garbage collector)');
    expect(partOf({ functionName: 'writev', url: '' })).toBe('native');
  });

  it('is none where a thread waits for work', () => {
    expect(partOf({ functionName: '(idle)', url: '' })).toBe(IDLE);
    expect(
      partOf({ functionName: 'atomicsWaitLoop', url: 'file:///x/node_modules/piscina/dist/worker.js' }),
    ).toBe(IDLE);
  });
});

describe('self time', () => {
  const frame = (functionName: string, url: string) => ({ functionName, url });
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('f', '/x/node_modules/a/a.js') },
      { id: 3, callFrame: frame('g', '/x/node_modules/b/b.js') },
    ],
    startTime: 1_000,
    samples: [1, 2, 3, 2, 1],
    timeDeltas: [0, 1_000, 2_000, 3_000, 4_000], // at 1, 2, 4, 7 and 11 ms
  };

  it('lasts from a sample to the next one', () => {
    expect(selfTimeMs(profile, { fromUs: 0, toUs: 1e9 })).toEqual({ a: 6, b: 3 });
  });

  it('counts within its window only', () => {
    expect(selfTimeMs(profile, { fromUs: 3_000, toUs: 5_000 })).toEqual({ a: 1, b: 1 });
    expect(selfTimeMs(profile, { fromUs: 20_000, toUs: 30_000 })).toEqual({});
  });

  it('of several threads is added up', () => {
    expect(addedUp([{ a: 1 }, { a: 2, b: 3 }])).toEqual({ a: 3, b: 3 });
  });
});

describe('the table of parts', () => {
  it('spreads what a process used over the parts in which its threads were seen', () => {
    const times = { gateway: { a: 30, b: 10 }, recognizer: { a: 20 }, "recognizer's threads": { c: 60 } };
    const table = partsTable('a run', times, { gateway: 8, recognizer: 40 });
    expect(table).toMatch(/a +6\.00 +75\.0 % +10\.00 +100\.0 %/);
    expect(table).toMatch(/b +2\.00 +25\.0 %/);
    expect(table).toMatch(/c +30\.00 +100\.0 %/);
  });
});
