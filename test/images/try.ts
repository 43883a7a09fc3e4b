import { deepStrictEqual, match } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, constants, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RedisStandin } from '../../apps/local/src/redis-standin/server';
import { Api, largestName } from '../support/api';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';
import { eventually, freePort } from '../support/system';
import type { Images } from './build';
import { composeEnvironment, startOf } from './dockerfile';

/** `node` of the base image. */
const USER = 1000;
const READY_DEADLINE_MS = 60_000;
const ADMIN_KEY = 'admin-key-of-a-developer';

/** Where the services of `compose.yaml` are here. */
interface Addresses {
  cloud: string;
  redis: string;
  gatewayPort: number;
  metricsPort: number;
}

/** Starts the targets of `compose.yaml` as containers would be, and asks them something. @throws where that fails */
export async function tryImages({ folder }: Images, say: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) say('not as root: they run as you, and could write where you can');
  const redis = new RedisStandin();
  const addresses = {
    cloud: `127.0.0.1:${await freePort()}`,
    redis: `127.0.0.1:${await redis.listen(0)}`,
    gatewayPort: await freePort(),
    metricsPort: await freePort(),
  };
  const containers = ['cloud', 'gateway', 'fleet'].map((name) => new Container(name, folder, addresses));
  try {
    for (const container of containers) await container.start();
    await ask(new Api(`http://127.0.0.1:${addresses.gatewayPort}`, ADMIN_KEY));
    const metrics = await fetch(`http://127.0.0.1:${addresses.metricsPort}/metrics`);
    match(await metrics.text(), /^facefleet_requests_total\{/m);
    say('started as user 1000 on files that it cannot change: enrolled, recognised, documented, measured');
  } catch (error) {
    for (const container of containers) say(container.lastWords);
    throw error;
  } finally {
    for (const container of containers.reverse()) await container.stop();
    await redis.close();
  }
}

async function ask(api: Api): Promise<void> {
  await eventually(
    () =>
      api.request('GET', '/health/ready').then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
    READY_DEADLINE_MS,
  );
  const [face] = DEMO_FACES as [(typeof DEMO_FACES)[0]];
  await api.enrol(face.person, await demoPortrait(face, 0));
  deepStrictEqual(largestName(await api.recognise(await demoPortrait(face, 1))), face.person);
  const { body } = await api.request('POST', '/v1/uploads', {
    body: JSON.stringify({ count: 1 }),
    headers: { 'Content-Type': 'application/json' },
  });
  const [upload] = (body as { uploads: { url: string }[] }).uploads;
  deepStrictEqual(new URL(upload!.url).hostname, 'localhost');
  deepStrictEqual((await fetch(upload!.url, { method: 'PUT', body: 'an image' })).status, 200);
  const { body: models } = await api.request('GET', '/v1/models');
  match(JSON.stringify(models), /"installed":true/);
  for (const page of ['/', '/docs', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js']) {
    const { status } = await api.request('GET', page);
    deepStrictEqual([page, status], [page, 200]);
  }
}

/** One service: its folder belongs to root, it to somebody else, and only /tmp is writable. */
class Container {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(
    private readonly name: string,
    private readonly images: string,
    private readonly addresses: Addresses,
  ) {}

  get lastWords(): string {
    return `${this.name}: ${this.output.slice(-2_000)}`;
  }

  async start(): Promise<void> {
    const app = join(this.images, this.name);
    await cp(join(this.images, 'models'), join(app, 'models-installed'), { recursive: true });
    const tmp = join(this.images, `${this.name}-tmp`);
    await mkdir(tmp);
    const { args, env } = await startOf(this.name);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(tmp, USER, USER);
    else await chmod(app, 0o555);
    const all = { ...env, ...(await composeEnvironment(this.name)) };
    const here = Object.entries(all).map(([name, value]): [string, string] => [
      name,
      this.here(value, app, tmp),
    ]);
    this.child = spawn(process.execPath, args, {
      cwd: app,
      // Nothing of ours: a container has what the two files say.
      env: {
        PATH: process.env.PATH,
        TMPDIR: tmp,
        HOME: '/nonexistent',
        ...Object.fromEntries(here),
        ...this.ports(),
      },
      ...(isRoot ? { uid: USER, gid: USER } : {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    await access(app, constants.R_OK);
  }

  async stop(): Promise<void> {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const [code, signal] = (await once(this.child, 'exit')) as [number | null, string | null];
    deepStrictEqual([this.name, code, signal], [this.name, 0, null]);
  }

  /** Names of services and paths in containers as they are on this machine. */
  private here(value: string, app: string, tmp: string): string {
    const { cloud, redis } = this.addresses;
    return value
      .replace('cloud:4566', cloud)
      .replace('127.0.0.1:4566', `localhost:${cloud.split(':')[1]}`)
      .replace(':4566/', `:${cloud.split(':')[1]}/`)
      .replace('redis:6379', redis)
      .replace(/^\/app(?=\/)/, app)
      .replace(/^\/objects$/, tmp)
      .replace('face-reidentification-retail-0095', 'dlib-resnet');
  }

  private ports(): Record<string, string> {
    const { cloud, gatewayPort, metricsPort } = this.addresses;
    const byService: Record<string, Record<string, string>> = {
      cloud: { FACEFLEET_CLOUD_PORT: cloud.split(':')[1]!, FACEFLEET_CLOUD_HOST: '127.0.0.1' },
      gateway: {
        FACEFLEET_PORT: String(gatewayPort),
        FACEFLEET_HOST: '127.0.0.1',
        FACEFLEET_METRICS_PORT: String(metricsPort),
        FACEFLEET_METRICS_HOST: '127.0.0.1',
      },
      fleet: { FACEFLEET_SCALER_PORT: '0' },
    };
    return byService[this.name] ?? {};
  }
}
