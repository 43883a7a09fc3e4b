import { describe, expect, it } from 'vitest';
import { Settings } from './settings';

const problems = (given: object): string[] => {
  const parsed = Settings.safeParse(given);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
};

describe('settings of the stack', () => {
  it('are all there where nothing is given', () => {
    expect(Settings.parse({})).toMatchObject({
      name: 'facefleet',
      architecture: 'arm64',
      gateway: { tasks: 2 },
      fleet: { maxWorkers: 10 },
    });
  });

  it('choose types of machines by the architecture', () => {
    expect(Settings.parse({ architecture: 'x86_64' }).workers.instanceTypes[0]?.type).toBe('c7i.large');
  });

  it.each([
    ['a name that was mistyped', { gatway: {} }, ''],
    [
      'machines of another architecture',
      { workers: { instanceTypes: [{ type: 'c7i.large' }] } },
      'workers.instanceTypes',
    ],
    ['a least number above the most', { fleet: { minWorkers: 20 } }, 'fleet.minWorkers'],
    ['log days that CloudWatch does not know', { logDays: 31 }, 'logDays'],
    ['a retention without a unit', { retention: '30' }, 'retention'],
    ['a name of a secret that looks like an ARN', { adminKeySecret: 'admin-key-sha256' }, 'adminKeySecret'],
  ])('refuse %s, and say where', (_, given, where) => {
    expect(problems(given)).toEqual([where]);
  });
});
