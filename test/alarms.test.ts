import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Alarm } from './alarms/alarm';
import { changesIn, courseOf } from './alarms/evaluation';
import type { Measurement } from './alarms/measurement';
import {
  balancer,
  measuredIn,
  type Minute,
  MINUTE_MS,
  queue,
  redisNode,
  ScalerTelling,
  service,
  targets,
} from './alarms/minutes';
import { synthesisedAlarms } from './alarms/stack-template';
import { PROJECT } from './support/system';

const SYNTHESIS_MS = 120_000;
const NAMESPACE = 'Facefleet/facefleet';
const DEADLINE_S = 60;
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

interface Case {
  well: Minute;
  sick: Minute;
  /** So many sick minutes are none of its business. */
  tolerated: number;
  /** From so many on it speaks, and a third of an hour after the last one it has stopped. */
  told: number;
}

/** By what AWS measures; a quiet metric is one that AWS does not send then. */
const CASES: Record<string, Case> = {
  'answers-late': {
    well: () => queue('requests')({ ApproximateAgeOfOldestMessage: DEADLINE_S }),
    sick: () => queue('requests')({ ApproximateAgeOfOldestMessage: DEADLINE_S + 1 }),
    tolerated: 2,
    told: 3,
  },
  'bulk-late': {
    well: () => queue('bulk')({ ApproximateAgeOfOldestMessage: 21_600 }),
    sick: () => queue('bulk')({ ApproximateAgeOfOldestMessage: 21_601 }),
    tolerated: 14,
    told: 15,
  },
  'dead-letters': {
    well: () => [letter('deadletters', 0), letter('bulkdeadletters', 0)].flat(),
    sick: () => [letter('deadletters', 0), letter('bulkdeadletters', 1)].flat(),
    tolerated: 0,
    told: 1,
  },
  'webhook-dead-letters': {
    well: () => letter('webhookdeadletters', 0),
    sick: () => letter('webhookdeadletters', 1),
    tolerated: 0,
    told: 1,
  },
  'failing-requests': {
    well: () => [
      ...balancer({ RequestCount: 100, HTTPCode_ELB_5XX_Count: 2 }),
      ...targets({ HTTPCode_Target_5XX_Count: 3 }),
    ],
    sick: () => [...balancer({ RequestCount: 100 }), ...targets({ HTTPCode_Target_5XX_Count: 6 })],
    tolerated: 4,
    told: 5,
  },
  'unhealthy-gateways': {
    well: () => targets({ HealthyHostCount: 2, UnHealthyHostCount: 0 }),
    sick: () => targets({ HealthyHostCount: 1, UnHealthyHostCount: 1 }),
    tolerated: 4,
    told: 5,
  },
  'no-gateway': {
    well: () => targets({ HealthyHostCount: 2 }),
    sick: () => targets({ HealthyHostCount: 0 }),
    tolerated: 1,
    told: 2,
  },
  'no-scaler': {
    well: () => [...service('Scaler')({ CPUUtilization: 1 }), ...service('Scaler')({ CPUUtilization: 2 })],
    sick: () => [],
    tolerated: 4,
    told: 7, // where nothing is measured, CloudWatch looks two minutes further back for something
  },
  'gateway-busy': {
    well: () => [
      ...service('Gateway')({ CPUUtilization: 99 }),
      ...service('Gateway')({ CPUUtilization: 71 }),
    ],
    sick: () => [
      ...service('Gateway')({ CPUUtilization: 99 }),
      ...service('Gateway')({ CPUUtilization: 72 }),
    ],
    tolerated: 14,
    told: 15,
  },
  'redis-full': {
    well: () => [redisNode(1), redisNode(2)].flatMap((node) => node({ DatabaseMemoryUsagePercentage: 80 })),
    sick: () => redisNode(2)({ DatabaseMemoryUsagePercentage: 81 }), // the other one is being replaced
    tolerated: 14,
    told: 15,
  },
};

/** Who reads it takes it at once: in some minutes nobody sees it lie there. */
function letter(id: string, count: number) {
  return queue(id)({ ApproximateNumberOfMessagesVisible: 0, NumberOfMessagesDeleted: count });
}

describe('alarms of the stack', () => {
  let alarms: Map<string, Alarm>;

  beforeAll(async () => {
    alarms = await synthesisedAlarms({ fleet: { deadlineS: DEADLINE_S } });
  }, SYNTHESIS_MS);

  /** From the tenth minute on: an alarm that has just been made knows nothing yet. */
  const courseIn = (name: string, measurements: Measurement[], minutes: number, late = 0) =>
    changesIn(
      courseOf(alarms.get(name)!, measurements, { fromMs: 0, toMs: minutes * MINUTE_MS, late }).slice(9),
    );

  it('are all rehearsed here', () => {
    expect([...Object.keys(CASES), 'nobody-leads', 'launches-failing'].sort()).toEqual(
      [...alarms.keys()].sort(),
    );
  });

  describe.each([0, 1, 2])('when CloudWatch has what was measured %i minutes later', (late) => {
    const course = (name: string, minutes: readonly Minute[]) =>
      courseIn(name, measuredIn(minutes), minutes.length, late);

    it.each(Object.entries(CASES))('%s comes, and goes', (name, { well, sick, told }) => {
      const minutes = [...times(20, well), ...times(told, sick), ...times(20, well)];
      expect(course(name, minutes)).toEqual(['OK', 'ALARM', 'OK']);
    });

    it.each(Object.entries(CASES))('%s leaves in peace', (name, { well, sick, tolerated }) => {
      const minutes = [...times(20, well), ...times(tolerated, sick), ...times(20, well)];
      expect(course(name, minutes)).toEqual(['OK']);
    });
  });

  it.each(['answers-late', 'bulk-late', 'dead-letters', 'failing-requests', 'gateway-busy', 'redis-full'])(
    '%s says nothing where nothing is measured',
    (name) => {
      expect(courseIn(name, [], 30)).toEqual(['OK']);
    },
  );

  it('failing-requests needs a few of them, and those of the balancer itself are enough', () => {
    const of = (requests: number, failed: number) => () =>
      balancer({ RequestCount: requests, HTTPCode_ELB_5XX_Count: failed });
    expect(courseIn('failing-requests', measuredIn(times(10, of(19, 19))), 10)).toEqual(['OK']);
    expect(courseIn('failing-requests', measuredIn(times(10, of(20, 2))), 10)).toEqual(['ALARM']);
  });

  it('no-gateway comes when the balancer has nothing to count any more', () => {
    const { well } = CASES['no-gateway']!;
    expect(courseIn('no-gateway', measuredIn(times(10, well)), 20)).toEqual(['OK', 'ALARM']);
  });

  it('name a section of the runbook that says what to do', async () => {
    const runbook = await readFile(join(PROJECT, 'docs/runbook.md'), 'utf8');
    for (const { name, description } of alarms.values()) {
      const [, section = ''] = /docs\/runbook\.md#([\w-]+)$/.exec(description) ?? [];
      const [, text = ''] = runbook.split(new RegExp(`^## ${section}$`, 'm'));
      expect(text.split(/^## /m)[0]!.trim().length, name).toBeGreaterThan(80);
    }
  });

  describe('by what a scaler tells of itself', () => {
    let scaler: ScalerTelling;
    const scalerIn = async (minutes: readonly ((scaler: ScalerTelling) => void)[]) => {
      scaler = new ScalerTelling(NAMESPACE);
      const all: Measurement[] = [];
      for (const [number, minute] of minutes.entries()) {
        minute(scaler);
        all.push(...(await scaler.written(number * MINUTE_MS + MINUTE_MS / 2)));
      }
      return all;
    };
    const leads = (one: ScalerTelling) => one.decides('hold');
    const standsBy = (one: ScalerTelling) => one.metrics.standsBy(0);

    it.each([0, 1, 2])('nobody-leads comes when all stand by, and goes, %i minutes late', async (late) => {
      const told = await scalerIn([...times(20, leads), ...times(5, standsBy), ...times(20, leads)]);
      expect(courseIn('nobody-leads', told, 45, late)).toEqual(['OK', 'ALARM', 'OK']);
      const short = await scalerIn([...times(20, leads), ...times(4, standsBy), ...times(20, leads)]);
      expect(courseIn('nobody-leads', short, 44, late)).toEqual(['OK']);
    });

    /** Each boot takes as long as it may, and then one more is tried. */
    const brokenImage = (minute: number) => (one: ScalerTelling) => {
      const failed = Math.floor(minute / 6);
      const obstacle = failed > 0 ? 'the last launch failed' : undefined;
      one.decides('hold', { obstacle, failed });
    };

    it.each([0, 1, 2])(
      'launches-failing comes with an image that cannot start, %i minutes late',
      async (late) => {
        const broken = Array.from({ length: 60 }, (_, minute) => brokenImage(minute));
        const told = await scalerIn([...times(10, leads), ...broken]);
        expect(courseIn('launches-failing', told, 70, late)).toEqual(['OK', 'ALARM']);
        expect(courseIn('launches-failing', told, 20 + late, late)).toEqual(['OK', 'ALARM']);
        expect(courseIn('launches-failing', told, 19 + late, late)).toEqual(['OK']);
      },
    );

    it('launches-failing sees failures that hold nothing up for long, and goes when there are none', async () => {
      const refusals = Array.from({ length: 15 }, (_, minute) => (one: ScalerTelling) => {
        one.decides('launch', { obstacle: undefined, failed: Math.ceil((minute + 1) / 5) });
      });
      const quiet = times(40, (one: ScalerTelling) =>
        one.decides('hold', { obstacle: undefined, failed: 4 }),
      );
      const told = await scalerIn([...times(10, leads), ...refusals, ...quiet]);
      expect(courseIn('launches-failing', told, 65)).toEqual(['OK', 'ALARM', 'OK']);
    });

    it('launches-failing leaves one bad machine in peace, and speaks of a spend cap', async () => {
      const failed = (obstacle?: string) => (one: ScalerTelling) =>
        one.decides('hold', { obstacle, failed: 1 });
      const capped = failed('the spend cap is reached');
      const once = await scalerIn([
        ...times(10, leads),
        ...times(2, failed('the last')),
        ...times(30, failed()),
      ]);
      expect(courseIn('launches-failing', once, 42)).toEqual(['OK']);
      const cap = await scalerIn([...times(10, leads), ...times(10, capped)]);
      expect(courseIn('launches-failing', cap, 20)).toEqual(['OK', 'ALARM']);
    });

    it('nobody-leads comes when none tells anything', async () => {
      expect(courseIn('nobody-leads', await scalerIn(times(10, leads)), 20)).toEqual(['OK', 'ALARM']);
    });
  });
});
