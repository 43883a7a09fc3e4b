import type { FleetRecord } from '@facefleet/contracts';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api } from './support/api';
import { newKey, sendJson } from './support/api-keys';
import { runCli } from './support/cli';
import { DEMO_FACES, type DemoFace, demoPortrait } from './support/demo-faces';
import { eventually, LocalSystem } from './support/system';

const [ada] = DEMO_FACES as [DemoFace];
const PATIENCE_MS = 60_000;
const MAX_WORKERS = 2;

interface Fleet {
  workers: { state: string }[] | null;
  policy: Record<string, number> | null;
  paused: object | null;
  mode: string | null;
  desired: number | null;
  decision: { at: string; action: string; reasons: string[] } | null;
}
interface Page {
  decisions: FleetRecord[];
  nextCursor: string | null;
}

describe('the fleet in the hands of its operator', () => {
  let system: LocalSystem;
  let api: Api;
  let folder: string;

  const facefleet = (...args: string[]) => runCli(args, { env: { FACEFLEET_HOME: system.home } });
  const post = (path: string, body: unknown, headers = {}) =>
    sendJson(api, 'POST', `/v1/fleet/${path}`, body, headers);
  const get = async <T>(path: string) => (await api.request('GET', `/v1/fleet${path}`)).body as T;
  const fleetThat = (satisfies: (fleet: Fleet) => boolean) =>
    eventually(() => get<Fleet>(''), satisfies, PATIENCE_MS);
  const codeOf = ({ status, body }: Answer) => [status, (body as { code: string }).code];

  beforeAll(async () => {
    system = await LocalSystem.start({
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_MAX_WORKERS: String(MAX_WORKERS),
      FACEFLEET_IDLE_S: '1',
    });
    api = await system.api();
    folder = await mkdtemp(join(tmpdir(), 'facefleet-fleet-'));
    await api.recognise(await demoPortrait(ada, 0));
  });
  afterAll(async () => {
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('says what it wants, by what policy, and that it acts', async () => {
    const fleet = await fleetThat(({ policy }) => policy !== null);
    expect(fleet).toMatchObject({
      policy: { minWorkers: 0, maxWorkers: MAX_WORKERS, deadlineS: 2, idleS: 1 },
      mode: 'act',
      paused: null,
      deadlineS: 2,
    });
  });

  it('records what it decided, with what it saw: how much was accepted among it', async () => {
    const { decisions } = await eventually(
      () => get<Page>('/decisions?changed=true&limit=200'),
      (page) => page.decisions.some(({ decision }) => decision.action === 'launch'),
      PATIENCE_MS,
    );
    const launch = decisions.find(({ decision }) => decision.action === 'launch')!;
    expect(launch).toMatchObject({
      observation: { queue: expect.any(Object) as object, workers: [] },
      policy: { maxWorkers: MAX_WORKERS },
      decision: { launch: expect.any(Number) as number, reasons: expect.any(Array) as unknown[] },
    });
    const times = decisions.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('counts what is accepted from the time on when it hears of it', async () => {
    const accepted = async () => {
      const { decisions } = await get<Page>('/decisions?limit=1');
      return decisions[0]?.observation.accepted as number | undefined;
    };
    // What only repeats is stored once a minute.
    const before = (await eventually(accepted, (count) => count !== undefined, 90_000))!;
    await api.recognise(await demoPortrait(ada, 3));
    await eventually(accepted, (count) => count !== undefined && count > before, 90_000);
  });

  it('gives its decisions page by page, and all in one as lines', async () => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const first = await get<Page>(`/decisions?since=${since}&limit=2`);
    const second = await get<Page>(`/decisions?since=${since}&limit=2&cursor=${first.nextCursor}`);
    const [a, b, c] = [...first.decisions, ...second.decisions].map(({ seq }) => seq) as [
      number,
      number,
      number,
    ];
    expect([b, c]).toEqual([a - 1, a - 2]);
    const asked = await api.request('GET', '/v1/fleet/decisions', {
      headers: { Accept: 'application/x-ndjson' },
    });
    expect(asked.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await api.request('GET', '/v1/fleet/decisions?format=jsonl')).body as string;
    const records = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as FleetRecord);
    expect(records.slice(0, a).map(({ seq }) => seq)).toEqual(
      Array.from({ length: a }, (_, index) => index + 1),
    );
    expect(codeOf(await api.request('GET', '/v1/fleet/decisions?cursor=x'))).toEqual([
      400,
      'request-invalid',
    ]);
    expect(codeOf(await api.request('GET', '/v1/fleet/decisions?since=noon'))).toEqual([
      400,
      'request-invalid',
    ]);
  });

  it('makes its decisions again from their records, byte for byte', async () => {
    const file = join(folder, 'decisions.jsonl');
    expect(await facefleet('fleet', 'decisions', '--save', file, '--since', '1h')).toMatchObject({ code: 0 });
    const [line] = (await readFile(file, 'utf8')).split('\n');
    expect(JSON.parse(line!)).toMatchObject({ v: 1, seq: 1 });
    const same = await facefleet('fleet', 'replay', file);
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(same.stdout).toContain('made again, byte for byte the same');
    const other = await facefleet('--json', 'fleet', 'replay', file, '--set', 'minWorkers=1');
    expect(JSON.parse(other.stdout)).toMatchObject({
      identical: true,
      differing: 0,
      changed: { firstDifference: { seq: 1, replayed: { desired: 1 } } },
    });
  });

  it('keeps to a policy that was changed, and remembers it when the scaler starts again', async () => {
    const headers = { 'Idempotency-Key': 'change-1' };
    for (let time = 0; time < 2; time++)
      expect(await post('policy', { maxWorkers: 1, deadlineS: 7 }, headers)).toMatchObject({
        status: 200,
        body: { overrides: { maxWorkers: 1, deadlineS: 7 }, configured: { maxWorkers: MAX_WORKERS } },
      });
    await fleetThat(({ policy }) => policy?.maxWorkers === 1 && policy.deadlineS === 7);
    process.kill((await system.local()).pids.scaler, 'SIGKILL');
    await system.said(/the scaler ended unasked/, PATIENCE_MS);
    await eventually(
      () => get<Page>('/decisions?limit=1&changed=true'),
      ({ decisions: [last] }) => last?.seq === 1 || last?.seq === 2,
      PATIENCE_MS,
    );
    await fleetThat(({ policy }) => policy?.maxWorkers === 1 && policy.deadlineS === 7);
    expect(await post('policy', { deadlineS: null })).toMatchObject({
      body: { overrides: { maxWorkers: 1 } },
    });
    const { changes } = await get<{ changes: object[] }>('/policy');
    expect(changes).toMatchObject([
      {
        by: 'root',
        change: { deadlineS: null },
        before: { maxWorkers: 1, deadlineS: 7 },
        after: { maxWorkers: 1 },
      },
      {
        by: 'root',
        change: { maxWorkers: 1, deadlineS: 7 },
        before: {},
        after: { maxWorkers: 1, deadlineS: 7 },
      },
    ]);
    expect((await facefleet('fleet', 'policy', '--set', 'maxWorkers=default')).stdout).toContain(
      'Ordered: nothing',
    );
    await fleetThat(({ policy }) => policy?.maxWorkers === MAX_WORKERS && policy.deadlineS === 2);
  });

  it.each([
    [{}, [400, 'request-invalid']],
    [{ maxWorkers: 0 }, [400, 'request-invalid']],
    [{ colour: 'red' }, [400, 'request-invalid']],
    [{ maxWorkers: MAX_WORKERS + 1 }, [422, 'fleet-policy-refused']],
    [{ minWorkers: 2, maxWorkers: 1 }, [422, 'fleet-policy-refused']],
  ])('refuses the policy %j', async (change, refusal) => {
    expect(codeOf(await post('policy', change))).toEqual(refusal);
  });

  it('decides and does nothing while it is paused, and goes on when it is resumed', async () => {
    const paused = await facefleet('fleet', 'pause', '--reason', 'moving');
    expect(paused.stdout).toMatch(/^Paused until it is resumed, by root at .*: moving/);
    await fleetThat((fleet) => fleet.paused !== null && fleet.workers?.length === 0);
    const sent = await api.upload('/v1/recognitions', await demoPortrait(ada, 1), {
      headers: { Prefer: 'respond-async' },
    });
    expect(sent.status).toBe(202);
    const pausedAt = new Date().toISOString();
    const waiting = api.recognise(await demoPortrait(ada, 2));
    const { desired } = await eventually(
      () => get<{ desired: number; backlog: number }>('/desired'),
      ({ backlog }) => backlog > 0,
      PATIENCE_MS,
    );
    expect(desired).toBeGreaterThan(0);
    const fleet = await fleetThat(({ decision }) => decision?.action === 'launch');
    expect(fleet.decision!.reasons[0]).toMatch(/^Paused by the key root/);
    expect(fleet.workers).toEqual([]);
    expect((await facefleet('fleet', 'status')).stdout).toContain('Paused until it is resumed');
    // Long enough for a gateway to say how long its client has been waiting.
    const heardAtMs = Date.parse(pausedAt) + 5_000;
    await fleetThat(({ decision }) => Date.parse(decision?.at ?? '') > heardAtMs);
    expect((await post('resume', {})).body).toEqual({ paused: null });
    expect((await waiting).status).toBe('succeeded');
    const { decisions } = await eventually(
      () => get<Page>(`/decisions?since=${pausedAt}&limit=1000`),
      (page) => page.decisions.some(({ decision, held }) => decision.launch > 0 && held === undefined),
      PATIENCE_MS,
    );
    // While nobody worked, only the gateway knew how long somebody had been waiting.
    const ages = decisions.flatMap(({ held, observation }) =>
      held === undefined ? [] : (observation.oldestAgeS ?? []),
    );
    expect(Math.max(...(ages as number[]))).toBeGreaterThan(0);
    const { id } = sent.body as { id: string };
    await eventually(
      () => api.request('GET', `/v1/recognitions/${id}`),
      ({ status }) => status === 200,
      PATIENCE_MS,
    );
    expect((await fleetThat((now) => now.paused === null)).mode).toBe('act');
  });

  it('is paused until a time, which lies ahead', async () => {
    const until = new Date(Date.now() + 600_000).toISOString();
    expect(await api.request('POST', '/v1/fleet/pause')).toMatchObject({ status: 200 });
    expect(await post('pause', { until })).toMatchObject({
      body: { paused: { until, reason: null, by: 'root' } },
    });
    expect(codeOf(await post('pause', { until: '2020-01-01T00:00:00Z' }))).toEqual([400, 'request-invalid']);
    expect(codeOf(await post('pause', { because: 'x' }))).toEqual([400, 'request-invalid']);
    expect((await facefleet('fleet', 'resume')).stdout).toBe('The scaler acts.\n');
  });

  it('is looked at by who may recognise, and led by admins', async () => {
    const { api: guest, id } = await newKey(api, { scopes: ['recognize'] });
    for (const path of ['', '/decisions', '/policy', '/desired'])
      expect((await guest.request('GET', `/v1/fleet${path}`)).status).toBe(200);
    for (const path of ['policy', 'pause', 'resume'])
      expect(codeOf(await sendJson(guest, 'POST', `/v1/fleet/${path}`, {}))).toEqual([403, 'scope-missing']);
    const { api: admin, id: adminId } = await newKey(api, { scopes: ['admin'] });
    await sendJson(admin, 'POST', '/v1/fleet/policy', { deadlineS: 3 });
    const { changes } = await get<{ changes: { by: string }[] }>('/policy');
    expect(changes[0]?.by).toBe(adminId);
    expect(changes[0]?.by).not.toBe(id);
    await post('policy', { deadlineS: null });
  });

  it('says how many workers there should be in a way that KEDA reads, and nothing once it is not heard', async () => {
    const desired = await eventually(
      () => api.request('GET', '/v1/fleet/desired'),
      ({ status }) => status === 200,
      PATIENCE_MS,
    );
    expect(desired.body).toEqual({
      desired: expect.any(Number) as number,
      backlog: expect.any(Number) as number,
      at: expect.any(String) as string,
    });
    const pids = (await system.local()).pids;
    process.kill(pids.scaler, 'SIGSTOP');
    try {
      await eventually(
        () => api.request('GET', '/v1/fleet/desired'),
        ({ status }) => status === 503,
        PATIENCE_MS,
      );
    } finally {
      process.kill(pids.scaler, 'SIGCONT');
    }
  });
});
