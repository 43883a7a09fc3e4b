import type { FleetRecord } from '@facefleet/contracts';
import { type DecisionStore, segmentName } from '@facefleet/fleet';
import { beforeEach, describe, expect, it } from 'vitest';
import { DecisionPages } from './decision-pages';

const START_MS = Date.UTC(2026, 10, 23, 23, 58);
const MINUTE_MS = 60_000;
const clock = { nowMs: () => START_MS + 10 * MINUTE_MS };
const everything = { changedOnly: false };
let segments: Map<string, string[]>;
let pages: DecisionPages;

/** A decision each ten seconds, over midnight; every fourth is news. */
beforeEach(() => {
  segments = new Map();
  for (let minute = 0; minute < 4; minute++) {
    const lines = Array.from({ length: 6 }, (_, index) => recordLine(minute * 6 + index));
    segments.set(segmentName(START_MS + minute * MINUTE_MS, 's'), lines);
  }
  const store = {
    days: () => Promise.resolve([...new Set([...segments.keys()].map((name) => name.slice(0, 10)))]),
    segments: (day: string) =>
      Promise.resolve([...segments.keys()].filter((name) => name.startsWith(day)).sort()),
    read: (segment: string) => Promise.resolve(segments.get(segment) ?? []),
  };
  pages = new DecisionPages(store as unknown as DecisionStore, clock);
});

function recordLine(seq: number): string {
  const decision = { desired: 1, current: 1, action: 'hold', launch: 0, drain: [], reasons: [], more: 1.5 };
  return JSON.stringify({
    v: 1,
    scalerId: 's',
    seq: seq + 1,
    at: new Date(START_MS + seq * 10_000).toISOString(),
    changed: seq % 4 === 0,
    observation: { nowMs: START_MS },
    stateBefore: {},
    policy: {},
    decision,
  } satisfies FleetRecord);
}

async function all(question: Parameters<DecisionPages['page']>[0], limit: number): Promise<number[][]> {
  const found: number[][] = [];
  let cursor: string | undefined;
  do {
    const page = await pages.page(question, limit, cursor);
    found.push(page.decisions.map(({ seq }) => seq));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

describe('DecisionPages', () => {
  it('gives every decision once, newest first, whatever the size of a page', async () => {
    const expected = Array.from({ length: 24 }, (_, index) => 24 - index);
    for (const limit of [1, 5, 6, 7, 24, 100])
      expect((await all(everything, limit)).flat()).toEqual(expected);
    expect((await all(everything, 5))[0]).toEqual([24, 23, 22, 21, 20]);
  });

  it('goes on where it was although the segment has grown since', async () => {
    const first = await pages.page(everything, 2);
    segments.get(segmentName(START_MS + 3 * MINUTE_MS, 's'))!.push(recordLine(24));
    const second = await pages.page(everything, 2, first.nextCursor ?? '');
    expect(second.decisions.map(({ seq }) => seq)).toEqual([22, 21]);
  });

  it('gives what was asked for: a time, or what changed something', async () => {
    const sinceMs = START_MS + 100_000;
    expect((await all({ changedOnly: false, sinceMs, untilMs: sinceMs + 30_000 }, 100)).flat()).toEqual([
      13, 12, 11,
    ]);
    expect((await all({ changedOnly: true }, 2)).flat()).toEqual([21, 17, 13, 9, 5, 1]);
  });

  it('refuses a cursor that is none', async () => {
    await expect(pages.page(everything, 5, 'x~1')).rejects.toMatchObject({ code: 'request-invalid' });
  });

  it('skips what it cannot understand', async () => {
    segments.set(segmentName(START_MS + 5 * MINUTE_MS, 's'), ['{"v":2}']);
    expect((await all(everything, 100)).flat()).toHaveLength(24);
  });

  it('lets lines be downloaded as they are, oldest first, of the last hour unless said otherwise', async () => {
    const lines: string[] = [];
    for await (const line of pages.download(everything)) lines.push(line);
    expect(lines).toEqual(Array.from({ length: 24 }, (_, seq) => `${recordLine(seq)}\n`));
    const later: string[] = [];
    for await (const line of pages.download({ ...everything, sinceMs: START_MS + 100_000 })) later.push(line);
    expect(later[0]).toBe(`${recordLine(6)}\n`); // the first of the segment, from which the others follow
    for await (const line of pages.download({ ...everything, sinceMs: START_MS + 3_600_000 }))
      expect.fail(line);
  });
});
