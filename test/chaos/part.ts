import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PartSpec {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
}

/** As long as a service manager would take. */
const RESTART_AFTER_MS = 500;
const STOP_DEADLINE_MS = 30_000;

/** One process of the system, which is started again whenever it ends, as a service manager does it. */
export class Part {
  private readonly log: WriteStream;
  private child: ChildProcess;
  private stopping = false;
  starts = 0;

  constructor(private readonly spec: PartSpec) {
    this.log = createWriteStream(spec.logFile, { flags: 'a' });
    this.child = this.launch();
  }

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined;
  }

  /** The first message that it sends over IPC. @throws when it ends without one */
  async message(): Promise<unknown> {
    const ended = once(this.child, 'exit').then(() => {
      throw new Error(`${this.name} ended at once, see ${this.spec.logFile}`);
    });
    const [message] = (await Promise.race([once(this.child, 'message'), ended])) as [unknown];
    return message;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined) this.child.kill(signal);
  }

  /** Ends it in order, and waits. @returns its exit code, null where it had to be killed */
  async stop(): Promise<number | null> {
    this.stopping = true;
    if (this.pid === undefined) return this.child.exitCode;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGCONT');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_DEADLINE_MS);
    const [code] = (await exit) as [number | null];
    clearTimeout(timer);
    this.log.end();
    return code;
  }

  /** Ends it in order, and another one takes its place. @throws where it does not end well */
  async restart(): Promise<void> {
    if (this.pid === undefined) return; // another one is on its way
    const exit = once(this.child, 'exit');
    this.signal('SIGTERM');
    const [code, signal] = (await exit) as [number | null, NodeJS.Signals | null];
    // By the signal itself ends one that was started a moment ago: it hears nothing yet, and has accepted nothing.
    if (code !== 0 && signal !== 'SIGTERM')
      throw new Error(`${this.name} was asked to end, and ended with ${code ?? signal}`);
  }

  private launch(): ChildProcess {
    const { command, args, env } = this.spec;
    this.starts++;
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [child.stdout, child.stderr]) stream?.pipe(this.log, { end: false });
    child.once('exit', () => void this.relaunch());
    return child;
  }

  private async relaunch(): Promise<void> {
    await sleep(RESTART_AFTER_MS);
    if (!this.stopping) this.child = this.launch();
  }
}
