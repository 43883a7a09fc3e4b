import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Api } from './api';
import { requireNoSecrets } from './secrets';
import { eventually, freePort, PROJECT } from './system';

const LIVE_DEADLINE_MS = 60_000;

/** A gateway that belongs to no local system. What `env` does not name is where nobody listens. */
export class LoneGateway {
  private log = '';

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts and waits until it answers. */
  static async start(env: Record<string, string>): Promise<LoneGateway> {
    const [port, nobody] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, [join(PROJECT, 'dist/apps/gateway/src/main.js')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${nobody}`,
        REDIS_URL: `redis://127.0.0.1:${nobody}`,
        FACEFLEET_QUEUE_URL: `http://127.0.0.1:${nobody}/queue`,
        FACEFLEET_DEAD_LETTER_QUEUE_URL: `http://127.0.0.1:${nobody}/dead-letters`,
        FACEFLEET_BULK_DEAD_LETTER_QUEUE_URL: `http://127.0.0.1:${nobody}/bulk-dead-letters`,
        FACEFLEET_WEBHOOK_QUEUE_URL: `http://127.0.0.1:${nobody}/webhooks`,
        FACEFLEET_BULK_QUEUE_URL: `http://127.0.0.1:${nobody}/bulk`,
        FACEFLEET_IMAGES_BUCKET: 'images',
        FACEFLEET_RESULTS_BUCKET: 'results',
        FACEFLEET_GALLERIES_BUCKET: 'galleries',
        FACEFLEET_MODEL: 'dlib-resnet',
        FACEFLEET_MODELS_DIR: 'models-of-nobody',
        ...env,
        FACEFLEET_HOST: '127.0.0.1',
        FACEFLEET_PORT: String(port),
      },
    });
    const gateway = new LoneGateway(`http://127.0.0.1:${port}`, child);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (gateway.log += text));
    const isLive = () =>
      gateway
        .api()
        .request('GET', '/health/live')
        .then(
          () => true,
          () => false,
        );
    await eventually(isLive, (live) => live, LIVE_DEADLINE_MS);
    return gateway;
  }

  api(key?: string): Api {
    return new Api(this.url, key);
  }

  /** Nobody reads its log any more. @returns its exit code */
  async askToEnd(): Promise<number | null> {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    this.child.kill('SIGTERM');
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }

  /** @throws where its log has a secret that a test knows */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    requireNoSecrets(this.log);
  }
}
