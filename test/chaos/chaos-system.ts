import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudReady } from '../../apps/local/src/cloud/cloud-ready';
import { localConfig } from '../../apps/local/src/config';
import { adminKey } from '../../apps/local/src/home/admin-key';
import {
  gatewayEnv,
  localCloudEnv,
  scalerEnv,
  type SystemParts,
} from '../../apps/local/src/parts/environment';
import type { Dice } from '../fuzz/dice';
import { Api } from '../support/api';
import { redisServerFound } from '../support/redis-found';
import { childrenOf, eventually, freePort, PROJECT } from '../support/system';
import { Balancer } from './balancer';
import { CloudProxy } from './cloud-proxy';
import { Disk } from './disk';
import { Part } from './part';

const READY_DEADLINE_MS = 90_000;
const GATEWAYS = 2;
const CLOCK_STEP = join(__dirname, 'clock-step.cjs');

const built = (path: string) => join(PROJECT, 'dist/apps', path);

/**
 * The system as on AWS, in separate processes on this machine: two gateways behind a load balancer, a scaler that
 * starts recognizers, Redis, SQS and S3. Between them stands what can be told to fail.
 */
export class ChaosSystem {
  readonly gateways: Part[] = [];
  redis!: Part;
  scaler!: Part;
  cloud!: CloudProxy;
  balancer!: Balancer;
  resources!: CloudReady;
  redisPort = 0;
  readonly gatewayUrls: string[] = [];
  private cloudServer!: Part;
  private key = '';

  private constructor(
    private readonly home: string,
    readonly disk: Disk,
    private readonly logs: string,
  ) {}

  static async start(dice: Dice, logs?: string): Promise<ChaosSystem> {
    const home = await mkdtemp(join(tmpdir(), 'facefleet-chaos-'));
    const system = new ChaosSystem(home, Disk.mount(join(home, 's3')), logs ?? join(home, 'logs'));
    for (const folder of [system.logs, system.temporaryFolder, join(home, 'clocks')])
      mkdirSync(folder, { recursive: true });
    await system.startParts(dice);
    return system;
  }

  /** All that the apps write to temporary files is here. */
  get temporaryFolder(): string {
    return join(this.home, 'tmp');
  }

  get objectsFolder(): string {
    return this.disk.folder;
  }

  /** What tells our processes from all others: each has it in its environment. */
  get mark(): string {
    return `FACEFLEET_HOME=${this.home}`;
  }

  /** As clients reach it. */
  api(): Api {
    return new Api(this.balancer.url, this.key);
  }

  /** Each gateway, without the load balancer. */
  gatewayApis(): Api[] {
    return this.gatewayUrls.map((url) => new Api(url, this.key));
  }

  clockFile(of: string): string {
    return join(this.home, 'clocks', of);
  }

  /** Every gateway, also one that was just started again. */
  async ready(): Promise<void> {
    const isReady = (url: string) =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    // The balancer last: it has seen them not ready, and looks again now and then.
    for (const url of [...this.gatewayUrls, this.balancer.url])
      await eventually(() => isReady(url), Boolean, READY_DEADLINE_MS);
  }

  async recognizers(): Promise<number[]> {
    return this.scaler.pid === undefined ? [] : childrenOf(this.scaler.pid);
  }

  /** @returns the exit codes by part */
  async stop(): Promise<Record<string, number | null>> {
    const codes: Record<string, number | null> = {};
    for (const part of [...this.gateways, this.scaler]) codes[part.name] = await part.stop();
    await this.redis.stop();
    await this.balancer.close();
    await this.cloud.close();
    codes.cloud = await this.cloudServer.stop();
    return codes;
  }

  remove(): void {
    this.disk.unmount();
    rmSync(this.home, { recursive: true, force: true });
  }

  private async startParts(dice: Dice): Promise<void> {
    const env = { ...process.env, FACEFLEET_HOME: this.home, TMPDIR: this.temporaryFolder };
    const config = localConfig({
      ...env,
      FACEFLEET_MODELS: 'builtin',
      FACEFLEET_MAX_WORKERS: '2',
      FACEFLEET_SLOTS: '1',
    });
    const modelsDir = join(this.home, 'models');
    const models = await getModels(modelsDir);
    this.cloudServer = this.part('cloud', built('local/src/cloud/main.js'), {
      ...localCloudEnv(env),
      FACEFLEET_OBJECTS_DIR: this.objectsFolder,
    });
    this.resources = CloudReady.parse(await this.cloudServer.message());
    this.cloud = await CloudProxy.start(this.resources.endpoint, dice);
    this.redisPort = await freePort();
    this.redis = this.startRedis(env);
    const parts: SystemParts = {
      config: { ...config, env },
      modelsDir,
      models,
      redisUrl: `redis://127.0.0.1:${this.redisPort}`,
      cloud: { ...this.resources, endpoint: this.cloud.endpoint },
    };
    const admin = adminKey(this.home);
    this.key = admin.key;
    const ports = await Promise.all(Array.from({ length: GATEWAYS }, () => freePort()));
    for (const [index, port] of ports.entries()) {
      const gateway = gatewayEnv(parts, port, admin.sha256);
      this.gateways.push(this.app(`gateway-${index}`, built('gateway/src/main.js'), gateway));
      this.gatewayUrls.push(`http://127.0.0.1:${port}`);
    }
    const scaler = scalerEnv(parts, await freePort());
    this.scaler = this.app('scaler', built('scaler/src/main.js'), scaler);
    this.balancer = await Balancer.start(ports);
    await this.ready();
  }

  private startRedis(env: NodeJS.ProcessEnv): Part {
    if (!redisServerFound) {
      const standin = { ...env, FACEFLEET_STANDIN_PORT: String(this.redisPort) };
      return this.part('redis', built('local/src/redis-standin/main.js'), standin);
    }
    const args = [
      '--save',
      '',
      '--appendonly',
      'no',
      '--bind',
      '127.0.0.1',
      '--port',
      String(this.redisPort),
    ];
    return new Part({ name: 'redis', command: 'redis-server', args, env, logFile: this.logFile('redis') });
  }

  private app(name: string, entry: string, env: NodeJS.ProcessEnv): Part {
    return this.part(name, entry, {
      ...env,
      NODE_OPTIONS: `--require ${CLOCK_STEP}`,
      CHAOS_CLOCK_FILE: this.clockFile(name),
    });
  }

  private part(name: string, entry: string, env: NodeJS.ProcessEnv): Part {
    const args = ['--require', built('local/src/children/end-with-parent.js'), entry];
    return new Part({ name, command: process.execPath, args, env, logFile: this.logFile(name) });
  }

  private logFile(name: string): string {
    return join(this.logs, `${name}.log`);
  }
}

async function getModels(dir: string): Promise<SystemParts['models']> {
  const args = ['--import', 'tsx', 'models/src/main.ts', '--json', '--mode', 'builtin', '--dir', dir];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROJECT });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SystemParts['models'];
}
