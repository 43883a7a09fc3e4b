import { Facefleet } from '@facefleet/client';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Api } from './api';
import { noteSecret, requireNoSecrets } from './secrets';

export const PROJECT = resolve(__dirname, '../..');
const LOCAL_MAIN = join(PROJECT, 'dist/apps/local/src/main.js');
const READY_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 60_000;

/** What `npm start` writes for tools. */
export interface LocalFile {
  url: string;
  adminKey: string;
  awsEndpoint: string;
  queueUrl: string;
  bulkQueueUrl: string;
  deadLetterQueueUrl: string;
  bulkDeadLetterQueueUrl: string;
  buckets: { images: string; results: string; galleries: string };
  redisUrl: string;
  /** The model set that new galleries get. */
  models: 'recommended' | 'builtin';
  metrics: { gateway: string; scaler: string };
  pids: { cloud: number; redis?: number; gateway: number; scaler: number };
}

/** The whole system as `npm start` runs it, in a state folder of its own. */
export class LocalSystem {
  private readonly lines: string[] = [];
  private readonly listeners = new Set<(line: string) => void>();

  private constructor(
    readonly home: string,
    private readonly child: ChildProcess,
    private readonly ownsHome: boolean,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.heard(line));
    }
  }

  /**
   * Starts and waits until it says that it is ready.
   * @param env  FACEFLEET_* settings; FACEFLEET_HOME keeps its state when the system is stopped
   */
  static async start(env: Record<string, string> = {}): Promise<LocalSystem> {
    const system = await LocalSystem.launch(env);
    await system.said(/^Facefleet ready: /, READY_DEADLINE_MS);
    return system;
  }

  /** Starts without waiting for anything. */
  static async launch(env: Record<string, string> = {}): Promise<LocalSystem> {
    const home = env.FACEFLEET_HOME ?? (await mkdtemp(join(tmpdir(), 'facefleet-')));
    const port = env.FACEFLEET_PORT ?? String(await freePort());
    const child = spawn(process.execPath, [LOCAL_MAIN], {
      cwd: PROJECT,
      env: { ...process.env, ...env, FACEFLEET_HOME: home, FACEFLEET_PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new LocalSystem(home, child, env.FACEFLEET_HOME === undefined);
  }

  get log(): string {
    return this.lines.join('\n');
  }

  get pid(): number {
    return this.child.pid as number;
  }

  async local(): Promise<LocalFile> {
    const local = JSON.parse(await readFile(join(this.home, 'local.json'), 'utf8')) as LocalFile;
    noteSecret('the admin key', local.adminKey);
    return local;
  }

  async api(): Promise<Api> {
    const { url, adminKey } = await this.local();
    return new Api(url, adminKey);
  }

  /** The typed client, as its users have it; `api()` is for what it would not let one send. */
  async facefleet(): Promise<Facefleet> {
    const { url, adminKey } = await this.local();
    return new Facefleet({ url, key: adminKey });
  }

  /** Resolves with the first line, past or future, that matches. */
  said(pattern: RegExp, deadlineMs: number): Promise<string> {
    const past = this.lines.find((line) => pattern.test(line));
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.listeners.delete(hear);
        this.child.off('exit', exited);
        end();
      };
      const hear = (line: string) => pattern.test(line) && settle(() => resolve(line));
      const exited = () =>
        settle(() => reject(new Error(`It ended without saying ${pattern}:\n${this.log}`)));
      const timer = setTimeout(
        () => settle(() => reject(new Error(`It did not say ${pattern} in ${deadlineMs} ms:\n${this.log}`))),
        deadlineMs,
      );
      this.listeners.add(hear);
      this.child.once('exit', exited);
    });
  }

  /** Resolves with the exit code once the process has ended. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** As Ctrl-C does. @throws where its log has a secret that a test knows */
  async stop(): Promise<number | null> {
    this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_DEADLINE_MS);
    const code = await this.ended();
    clearTimeout(timer);
    if (this.ownsHome && existsSync(this.home)) await rm(this.home, { recursive: true, force: true });
    requireNoSecrets(this.log);
    return code;
  }

  private heard(line: string): void {
    this.lines.push(line);
    for (const listener of this.listeners) listener(line);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

/** Asks until the answer satisfies, or fails after the deadline with the last answer. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  satisfies: (answer: T) => boolean,
  deadlineMs: number,
): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > until)
      throw new Error(`Not within ${deadlineMs} ms; at last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ids of the processes whose parent is one of these. */
export async function childrenOf(...parents: number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return rows.filter(([, parent]) => parents.includes(parent as number)).map(([child]) => child as number);
}

/** Resident memory of a process [bytes]. */
export async function rssOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) * 1024;
}
