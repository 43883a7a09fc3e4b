import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alarm } from './alarms/alarm';
import { changesIn, courseOf, type State } from './alarms/evaluation';
import { embeddedIn, type Measurement } from './alarms/measurement';
import { queue } from './alarms/minutes';
import { synthesisedAlarms } from './alarms/stack-template';
import type { Api } from './support/api';
import { runCli } from './support/cli';
import { DEMO_FACES, demoPortrait } from './support/demo-faces';
import { uniqueJpeg } from './support/photos';
import { Queues } from './support/queues';
import { eventually, type LocalFile, LocalSystem, PROJECT } from './support/system';

const PATIENCE_MS = 120_000;
const DEADLINE_S = 3;
/** A minute of the account is so long here; apps write their metrics twice in it. */
const PERIOD_MS = 2_000;
const SAMPLE_EVERY_MS = 500;
/** Until then an alarm has too little to go by. */
const PERIODS_TO_BEGIN = 8;
const [face] = DEMO_FACES as [(typeof DEMO_FACES)[0]];

/**
 * Alarms of the stack on what a running system measures, thirty times as fast: something is broken, the alarm comes,
 * what its section of the runbook says is done, the alarm goes.
 */
describe('alarms of the stack, rehearsed', { timeout: 3 * PATIENCE_MS }, () => {
  let alarms: Map<string, Alarm>;
  let system: LocalSystem;
  let local: LocalFile;
  let api: Api;
  let queues: Queues;
  let portrait: Buffer;

  beforeAll(async () => {
    alarms = await synthesisedAlarms({ fleet: { deadlineS: DEADLINE_S } });
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_METRICS_NAMESPACE: 'Facefleet/facefleet',
      FACEFLEET_METRICS_EVERY_S: '1',
      FACEFLEET_DEADLINE_S: String(DEADLINE_S),
      FACEFLEET_IDLE_S: '2',
    });
    [local, api] = [await system.local(), await system.api()];
    queues = new Queues(local);
    portrait = await demoPortrait(face, 0);
  });
  afterAll(async () => {
    queues?.close();
    await system?.stop();
  });

  /** Accepted at once. @returns where its answer will be */
  async function ask(): Promise<string> {
    const photo = uniqueJpeg(portrait, `rehearsal ${Math.random()}`);
    const { status, headers } = await api.upload('/v1/recognitions', photo, {
      headers: { Prefer: 'respond-async' },
    });
    expect(status).toBe(202);
    return headers.get('location')!;
  }
  const answered = (location: string) =>
    eventually(
      async () => ((await api.request('GET', location)).body as { status: string }).status,
      (status) => status === 'succeeded',
      PATIENCE_MS,
    );

  /** What an alarm would have said since then, by the log alone or with what AWS would have measured besides. */
  function watch(name: string, measured: readonly Measurement[] = []) {
    const fromMs = Date.now();
    const states = (): State[] =>
      courseOf(alarms.get(name)!, [...embeddedIn(system.log), ...measured], {
        fromMs,
        toMs: Date.now() - SAMPLE_EVERY_MS, // lines take their time to get here
        periodMs: PERIOD_MS,
      });
    const says = (state: State) => eventually(states, (all) => all.at(-1) === state, PATIENCE_MS);
    const well = async () => {
      await eventually(states, (all) => all.length > PERIODS_TO_BEGIN, PATIENCE_MS);
      await says('OK');
    };
    return { says, well, course: () => changesIn(states().slice(PERIODS_TO_BEGIN)) };
  }

  async function sectionOf(name: string): Promise<string> {
    const [, anchor = ''] = /#([\w-]+)$/.exec(alarms.get(name)!.description) ?? [];
    const runbook = await readFile(join(PROJECT, 'docs/runbook.md'), 'utf8');
    return runbook.split(`\n## ${anchor}\n`)[1]!.split('\n## ')[0]!;
  }

  /** Does what the runbook writes, to the letter. */
  async function does(section: string, command: string): Promise<string> {
    expect(section).toContain(`\`npx facefleet ${command}\``);
    const env = { FACEFLEET_URL: local.url, FACEFLEET_KEY: local.adminKey };
    const { code, stdout, stderr } = await runCli(command.split(' '), { env });
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  }

  it('answers-late: somebody has paused the fleet, and work comes', async () => {
    const ages: Measurement[] = [];
    let sentAtMs = Date.now();
    const sample = setInterval(() => {
      void queues.counts(local.queueUrl).then(({ visible, inFlight }) => {
        const atMs = Date.now();
        const oldestS = visible + inFlight > 0 ? Math.floor((atMs - sentAtMs) / 1000) : 0;
        for (const one of queue('requests')({ ApproximateAgeOfOldestMessage: oldestS }))
          ages.push({ ...one, atMs });
      });
    }, SAMPLE_EVERY_MS);
    try {
      const alarm = watch('answers-late', ages);
      await alarm.well();
      await runCli(['fleet', 'pause', '--reason', 'a rehearsal'], {
        env: { FACEFLEET_URL: local.url, FACEFLEET_KEY: local.adminKey },
      });
      const location = await ask();
      sentAtMs = Date.now();
      await alarm.says('ALARM');
      const section = await sectionOf('answers-late');
      expect(await does(section, 'fleet status')).toMatch(/paused/i);
      await does(section, 'fleet resume');
      await answered(location);
      await alarm.says('OK');
      expect(alarm.course()).toEqual(['OK', 'ALARM', 'OK']);
    } finally {
      clearInterval(sample);
    }
  });

  it('nobody-leads: the scaler hangs, and is replaced', async () => {
    const alarm = watch('nobody-leads');
    await alarm.well();
    const { pids } = local;
    process.kill(pids.scaler, 'SIGSTOP');
    await alarm.says('ALARM');
    expect(await sectionOf('nobody-leads')).toMatch(/A scaler that hangs: .*--force-new-deployment/);
    process.kill(pids.scaler, 'SIGKILL'); // it is started again
    await alarm.says('OK');
    expect(alarm.course()).toEqual(['OK', 'ALARM', 'OK']);
    await answered(await ask());
  });

  it('launches-failing: workers have lost their models, as with a broken image', async () => {
    const alarm = watch('launches-failing');
    await alarm.well();
    const [models, elsewhere] = ['models', 'models-elsewhere'].map((name) => join(system.home, name)) as [
      string,
      string,
    ];
    await eventually(
      async () => ((await api.request('GET', '/v1/fleet')).body as { workers: unknown[] }).workers.length,
      (workers) => workers === 0,
      PATIENCE_MS,
    );
    await rename(models, elsewhere);
    const location = await ask();
    await alarm.says('ALARM');
    expect(await does(await sectionOf('launches-failing'), 'fleet status')).toMatch(/launch(es)? failed/);
    await rename(elsewhere, models);
    await answered(location);
    await alarm.says('OK');
    expect(alarm.course()).toEqual(['OK', 'ALARM', 'OK']);
  });
});
