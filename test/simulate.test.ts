import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from './support/system';

const POLICIES = [
  ...['facefleet', 'keda-hpa', 'knative-kpa', 'aws-backlog-per-instance'],
  ...['buildkite', 'course-project', 'fixed-peak', 'fixed-mean'],
];

type Row = Record<string, number | string>;

/** The tool as it is called. */
describe('npm run simulate', () => {
  let scratch: string;

  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'apps/simulator/src/main.ts', ...args], {
      cwd: PROJECT,
    });
  const rows = async (file: string) => JSON.parse(await readFile(join(scratch, file), 'utf8')) as Row[];

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'facefleet-simulate-'));
    // Ten minutes: a burst of 120, and one a second for a while.
    await writeFile(join(scratch, 'small.csv'), 't_s,arrivals\n60,120\n120,60\n180,60\n240,60\n660,0\n');
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it('writes a row for each policy, trace and promised time, ours first', async () => {
    const { stdout } = await run(
      ...['--trace', `${join(scratch, 'small.csv')},step-200`, '--slo', '60,120', '--boot', '20/40'],
      ...['--json', join(scratch, 'rows.json'), '--picture', join(scratch, 'rows.svg')],
    );
    const written = await rows('rows.json');
    expect(written.map(({ policy }) => policy)).toEqual(Array<string[]>(4).fill(POLICIES).flat());
    for (const { trace, sloS, requests, missed, billedInstanceS, p50WaitS, peakInstances } of written) {
      expect(requests).toBe(trace === 'small' ? 300 : 200);
      expect([60, 120]).toContain(sloS);
      expect(missed).toBeLessThanOrEqual(Number(requests));
      expect(billedInstanceS).toBeGreaterThan(Number(requests) * 1.5 * 0.8);
      expect(p50WaitS).toBeGreaterThan(1);
      expect(peakInstances).toBeLessThanOrEqual(20);
    }
    for (const policy of POLICIES) expect(stdout).toContain(`\n${policy} `);
    expect(stdout).toMatch(/both fewer misses and a lower cost/i);
    expect(XMLValidator.validate(await readFile(join(scratch, 'rows.svg'), 'utf8'))).toBe(true);
  });

  it('gives the same for a seed, and else another', async () => {
    const once = async (file: string, seed: string) => {
      await run(
        ...['--trace', join(scratch, 'small.csv'), '--policies', 'facefleet,buildkite', '--max', '5'],
        ...['--launch-failures', '20%', '--spot-losses', '5', '--counts-error', '0.1', '--counts-age', '5'],
        ...['--seed', seed, '--json', join(scratch, file)],
      );
      return rows(file);
    };
    const [first, second, third] = [
      await once('a.json', '1'),
      await once('b.json', '1'),
      await once('c.json', '2'),
    ];
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
    for (const { peakInstances } of first) expect(peakInstances).toBeLessThanOrEqual(5);
  });

  it('says in one sentence what is wrong with a file, and where', async () => {
    const file = join(scratch, 'bad.csv');
    await writeFile(file, 't_s,arrivals\n0,1\n60,-4\n');
    await expect(run('--trace', file)).rejects.toMatchObject({
      code: 1,
      stderr: `${file}: Line 3: arrivals was expected to be a whole number from 0, not "-4".\n`,
    });
  });

  it('explains itself', async () => {
    expect((await run('--help')).stdout).toContain('--service-time');
  });
});
