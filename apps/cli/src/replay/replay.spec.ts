import {
  decide,
  INITIAL_STATE,
  type Observation,
  type ScalingPolicy,
  type ScalingState,
} from '@facefleet/scaling';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordedDecisions } from './recorded-decisions';
import { check, type Recorded, withSettings } from './replay';
import { settingsOf } from './settings';

const START_MS = Date.UTC(2026, 10, 23);
const policy: ScalingPolicy = {
  minWorkers: 0,
  maxWorkers: 3,
  slots: 1,
  deadlineS: 10,
  idleS: 60,
  emptyProofs: 3,
  silentAfterS: 10,
  serviceTimeMs: 1000,
  bootS: 3,
  minBillS: 0,
  lateCostS: 300,
};

/** What a scaler writes that sees so many messages, one number each two seconds, and no worker. */
function record(backlogs: number[], scalerId = 's', startMs = START_MS): Required<Recorded>[] {
  let state: ScalingState = INITIAL_STATE;
  return backlogs.map((visible, index) => {
    const nowMs = startMs + index * 2000;
    const observation: Observation = {
      nowMs,
      queue: { visible, inFlight: 0, delayed: 0 },
      workers: [],
      heartbeatsFlow: true,
      serviceTimeMs: 100 / 3,
    };
    const stateBefore = state;
    const made = decide(observation, stateBefore, policy);
    state = made.state;
    const at = new Date(nowMs).toISOString();
    const parts = { scalerId, seq: index + 1, at, observation, stateBefore, policy, decision: made.decision };
    return JSON.parse(JSON.stringify(parts)) as Required<Recorded>;
  });
}

describe('a replay', () => {
  it('makes recorded decisions again, the same', () => {
    const replay = check(record([0, 5, 1000, 1000, 0, 0, 0]));
    expect(replay).toMatchObject({ decisions: 7, differing: 0, unmade: 0, brokenChains: 0 });
    expect(replay.replayed).toEqual(replay.recorded);
    expect(replay.firstDifference).toBeUndefined();
  });

  it('notices a decision that is not what its record leads to, and a state that nobody left', () => {
    const records = record([0, 5, 5]);
    records[1]!.decision.reasons[0] += ' ';
    records[2]!.stateBefore = { ...INITIAL_STATE, noneInFlight: { count: 9, sinceMs: 1 } };
    expect(check(records)).toMatchObject({ brokenChains: 1, firstDifference: { seq: 2 } });
  });

  it('carries on what a record leaves out, and proves it by the next one that has it', () => {
    const kept = [0, 4]; // as a segment's first
    const thin = (records: Required<Recorded>[]): Recorded[] =>
      records.map((one, index) => (kept.includes(index) ? one : { ...one, stateBefore: undefined }));
    const records = record([0, 5, 1000, 1000, 5, 0, 0]);
    const same = { differing: 0, unmade: 0, brokenChains: 0 };
    expect(check(thin(records))).toMatchObject(same);
    expect(withSettings(thin(records), { maxWorkers: 1 })).toEqual(withSettings(records, { maxWorkers: 1 }));
    expect(check(thin(records).slice(1))).toMatchObject({ ...same, unmade: 3 });
    records[2]!.observation.queue!.visible = 999; // decides the same perhaps, and leaves something else
    expect(check(thin(records)).brokenChains).toBe(1);
  });

  it('says what other settings would have wanted, and where that begins', () => {
    const records = record([0, 1000, 1000, 0]);
    const { firstDifference, recorded, replayed } = withSettings(records, { maxWorkers: 10 });
    expect(firstDifference).toMatchObject({ seq: 2, recorded: records[1]!.decision });
    expect(firstDifference!.replayed.desired).toBeGreaterThan(records[1]!.decision.desired);
    const wanted = records.slice(0, -1).reduce((sum, { decision }) => sum + 2 * decision.desired, 0);
    expect(recorded.desiredWorkerS).toBe(wanted);
    expect(recorded.launches).toBe(records.reduce((sum, { decision }) => sum + decision.launch, 0));
    expect(replayed.desiredWorkerS).toBeGreaterThan(wanted);
  });

  it('does not go from one scaler to the next, nor over a gap', () => {
    const first = record([5, 5]);
    const second = record([5, 5, 5], 't', START_MS + 3_600_000).filter(({ seq }) => seq !== 2);
    const replay = check([...first, ...second]);
    expect(replay).toMatchObject({ decisions: 4, differing: 0, brokenChains: 0 });
    expect(replay.recorded.desiredWorkerS).toBe(2 * first[0]!.decision.desired);
  });
});

describe('recorded decisions', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facefleet-replay-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are read plain or packed, and put into order by scaler', async () => {
    const records = [...record([1, 2], 'b', START_MS + 1), ...record([3, 4], 'a')];
    const text = [...records]
      .reverse()
      .map((one) => JSON.stringify(one))
      .join('\n');
    const [plain, packed] = [join(folder, 'plain.jsonl'), join(folder, 'packed.jsonl.gz')];
    await writeFile(plain, text);
    await writeFile(packed, gzipSync(text));
    for (const file of [plain, packed]) {
      const read = await recordedDecisions(file);
      expect(read.map(({ scalerId, seq }) => scalerId + seq)).toEqual(['a1', 'a2', 'b1', 'b2']);
    }
  });

  it.each([
    ['', 'no-decisions'],
    ['{"seq":', 'decisions-unreadable'],
    ['{"seq":1}', 'decisions-unreadable'],
  ])('are not read from %j', async (text, code) => {
    const file = join(folder, 'other');
    await writeFile(file, text);
    await expect(recordedDecisions(file)).rejects.toMatchObject({ code });
  });
});

describe('settings', () => {
  it('are those of the policy, with values of their types', () => {
    expect(settingsOf(['maxWorkers=10', 'deadlineS=0.5'], policy)).toEqual({
      maxWorkers: 10,
      deadlineS: 0.5,
    });
    for (const [wrong, code] of [
      ['maxWorker=10', 'setting-unknown'],
      ['maxWorkers', 'setting-unknown'],
      ['maxWorkers=many', 'setting-invalid'],
    ])
      expect(() => settingsOf([wrong!], policy)).toThrow(code);
  });
});
