import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@facefleet/platform';
import { Child } from './children/child';
import type { KeptChild } from './children/kept-child';
import { probePort } from './children/ports';
import type { CloudReady } from './cloud/cloud-ready';
import type { LocalConfig } from './config';
import { adminKey } from './home/admin-key';
import { HomeLock } from './home/home-lock';
import { removeState, writeState } from './home/state-file';
import type { Console } from './logs/console';
import { durationText, timed } from './logs/duration';
import { type Apps, startApps } from './parts/apps';
import { backlog, drained } from './parts/backlog';
import { startCloud } from './parts/cloud';
import { localCloudEnv, type SystemParts } from './parts/environment';
import { prepareModels } from './parts/models';
import type { StartPart } from './parts/part-starter';
import { type RedisPart, startRedis } from './parts/redis';
import { shortPath, summary } from './summary';

/** Less than a worker that was killed keeps its messages hidden would be too short. */
const DRAIN_STALL_MS = 40_000;

/** The whole of Facefleet on one machine: starts its parts in order, keeps them running, stops them in order. */
export class LocalSystem {
  /** Resolves with a sentence when the system cannot go on. Never rejects. */
  readonly broken: Promise<string>;
  private reportBroken!: (why: string) => void;
  private readonly running = new Set<Child>();
  private stopping = false;
  private lock?: HomeLock;
  private cloud?: Child;
  private resources?: CloudReady;
  private redis?: RedisPart;
  private apps?: Apps;

  constructor(
    private readonly config: LocalConfig,
    private readonly console: Console,
  ) {
    this.broken = new Promise((resolve) => (this.reportBroken = resolve));
  }

  /** Resolves once requests can be answered. @throws with a sentence for the person at the terminal */
  async start(): Promise<void> {
    const { config } = this;
    const port = config.port === 0 ? await probePort(0) : config.port;
    const url = `http://127.0.0.1:${port}`;
    this.lock = HomeLock.take(config.home, url); // before the port: this one can say whose it is
    await checkPort(port);
    removeState(config.home);
    const admin = adminKey(config.home);
    this.console.say(`Facefleet on port ${port}, everything it keeps in ${shortPath(config.home)}`);

    const parts = await this.startParts();
    const apps = await timed(async () => {
      this.apps = await startApps(parts, port, admin.sha256, this.startPart, this.note);
      await this.apps.ready;
      return this.apps;
    });
    this.step('apps', `gateway and scaler; up to ${config.maxWorkers} recognizers on demand`, apps.tookMs);

    const publish = () => this.publish(parts, url, admin.key);
    await publish();
    for (const kept of this.kept()) {
      kept.keep(() => void publish().catch((error: unknown) => this.note(`local.json: ${String(error)}`)));
    }
    this.console.say(
      summary({
        url,
        adminKey: this.console.isTerminal ? admin.key : undefined,
        redis: this.redis?.description ?? '',
        modelSet: parts.models.defaultSet,
        home: config.home,
      }),
    );
  }

  /** Lets what was accepted be finished, then ends everything. Nothing is left running when this resolves. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const kept of this.kept()) kept.letEnd();
    await this.stopPart(this.apps?.gateway.current); // first: it takes no more, and answers those who wait
    await this.finishAccepted();
    await this.stopPart(this.apps?.scaler.current);
    await Promise.all([this.stopPart(this.redis?.process?.current), this.stopPart(this.cloud)]);
    await Promise.all([...this.running].map((child) => child.stop())); // what a start had got to when it failed
    this.leaveHome();
  }

  /** Ends everything at once. */
  kill(): void {
    this.stopping = true;
    for (const child of this.running) child.kill();
    this.leaveHome();
  }

  /** Models, cloud and Redis need nothing of each other and start at the same time. */
  private async startParts(): Promise<SystemParts> {
    const { config } = this;
    const modelsDir = join(config.home, 'models');
    const objectsDir = join(config.home, 's3');
    const [models, cloud, redis] = await Promise.all([
      timed(() => prepareModels(config, modelsDir, this.startPart)),
      timed(() => this.startCloud(objectsDir)),
      timed(() => startRedis(config, this.startPart, this.note)),
    ]);
    this.redis = redis.value;
    const { defaultSet, defaultModel } = models.value;
    this.step('models', `${defaultSet} (${defaultModel})`, models.tookMs);
    const { endpoint } = cloud.value;
    this.step('cloud', `SQS and S3 at ${endpoint}, objects in ${shortPath(objectsDir)}`, cloud.tookMs);
    this.step('redis', redis.value.description, redis.tookMs);
    return { config, modelsDir, models: models.value, cloud: cloud.value, redisUrl: redis.value.url };
  }

  private async startCloud(objectsDir: string): Promise<CloudReady> {
    mkdirSync(objectsDir, { recursive: true, mode: 0o700 });
    const { child, resources } = startCloud(objectsDir, localCloudEnv(this.config.env), this.startPart);
    this.cloud = child;
    this.resources = await resources;
    void child.ended.then((how) => {
      if (this.stopping) return;
      this.reportBroken(`the local cloud ended (${how}): what waited in its queue is lost`);
    });
    return this.resources;
  }

  /** Tells the tools; again whenever a part has become another process. */
  private async publish({ cloud, models, redisUrl }: SystemParts, url: string, key: string): Promise<void> {
    const redisPid = (await this.redis?.serverPid()) ?? null;
    if (this.stopping) return;
    writeState(this.config.home, {
      url,
      adminKey: key,
      awsEndpoint: cloud.endpoint,
      queueUrl: cloud.queueUrl,
      bulkQueueUrl: cloud.bulkQueueUrl,
      deadLetterQueueUrl: cloud.deadLetterQueueUrl,
      bulkDeadLetterQueueUrl: cloud.bulkDeadLetterQueueUrl,
      buckets: cloud.buckets,
      redisUrl,
      models: models.defaultSet,
      model: models.defaultModel,
      metrics: this.apps?.metrics ?? null,
      pids: {
        cloud: this.cloud?.pid ?? null,
        redis: redisPid,
        gateway: this.apps?.gateway.current.pid ?? null,
        scaler: this.apps?.scaler.current.pid ?? null,
      },
    });
  }

  private readonly startPart: StartPart = (spec, show = (line) => this.console.show(line, spec.name)) => {
    if (this.stopping) throw new Error('the system is stopping');
    const child = new Child(spec, show);
    this.running.add(child);
    void child.ended.then(() => this.running.delete(child));
    return child;
  };

  private readonly note = (sentence: string): void => this.console.note(sentence);

  private kept(): KeptChild[] {
    const { apps, redis } = this;
    return [apps?.gateway, apps?.scaler, redis?.process].filter((kept) => kept !== undefined);
  }

  private async stopPart(child: Child | undefined): Promise<void> {
    if (!child || !this.running.has(child)) return;
    const { value: how, tookMs } = await timed(() => child.stop());
    this.step(child.name, `stopped${how === 'exit code 0' ? '' : ` (${how})`}`, tookMs);
  }

  /** The queues are only in memory: what was accepted must be done before the recognizers and the cloud end. */
  private async finishAccepted(): Promise<void> {
    const { resources, apps, cloud } = this;
    const partsStillUp = [cloud, apps?.scaler.current].every((child) => child && this.running.has(child));
    if (!resources || !partsStillUp) return;
    const count = () => backlog(resources.endpoint, resources.queueUrl, resources.bulkQueueUrl);
    try {
      const waiting = await count();
      if (waiting === 0) return;
      this.console.say(
        `  ${waiting} accepted ${waiting === 1 ? 'request is' : 'requests are'} still being worked on`,
      );
      const { value: left, tookMs } = await timed(() => drained(count, DRAIN_STALL_MS));
      this.step('queue', left === 0 ? 'empty' : `${left} not finished, and lost`, tookMs);
    } catch (error) {
      this.note(`the queue cannot be seen, so what waits in it is lost: ${messageOf(error)}`);
    }
  }

  private leaveHome(): void {
    if (this.lock) removeState(this.config.home); // without the lock it is somebody else's
    this.lock?.release();
    this.lock = undefined;
  }

  private step(part: string, what: string, tookMs: number): void {
    this.console.say(`  ${part.padEnd(10)}${what}  (${durationText(tookMs)})`);
  }
}

async function checkPort(port: number): Promise<void> {
  try {
    await probePort(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE'
        ? 'is in use, maybe by another Facefleet'
        : `cannot be used (${code ?? messageOf(error)})`;
    throw new Error(`port ${port} ${why}; FACEFLEET_PORT chooses another`, { cause: error });
  }
}
