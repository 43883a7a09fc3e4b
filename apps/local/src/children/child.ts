import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildSpec {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** How long it may take to end before it is killed. */
  stopDeadlineMs: number;
  /** How it is asked to end: SIGTERM, or by the end of its standard input. */
  endsBy?: 'SIGTERM' | 'end of input';
  /** Progress bars need the terminal itself. Default: its lines are shown like those of its output. */
  errorOutput?: 'lines' | 'terminal';
}

/** A Node program. `--require` makes it end with us whatever happens. */
export function nodeProgram(entry: string, nodeArgs: string[] = []): Pick<ChildSpec, 'command' | 'args'> {
  return {
    command: process.execPath,
    args: ['--require', join(__dirname, 'end-with-parent'), ...nodeArgs, entry],
  };
}

const REMEMBERED_LINES = 15;

/**
 * One process of the system. It leads a process group of its own: Ctrl-C in the terminal must not reach it, because
 * the parts are stopped in order; and its group can be killed with whatever it has started itself.
 */
export class Child {
  readonly name: string;
  /** Resolves with a clause such as `exit code 1`, once it has ended. Never rejects. */
  readonly ended: Promise<string>;
  /** Its last words, for who must say why it failed. */
  readonly recentLines: string[] = [];
  /** Resolves when everything it wrote has been shown. Whoever it started may hold its output open longer than it lives. */
  readonly outputRead: Promise<unknown>;
  private readonly process: ChildProcess;

  constructor(
    private readonly spec: ChildSpec,
    /** Prints a line of its output, and returns it as people read it. */
    private readonly show: (line: string) => string,
  ) {
    this.name = spec.name;
    const errors = spec.errorOutput === 'terminal' ? 'inherit' : 'pipe';
    this.process = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: spec.endsBy === 'end of input' ? ['pipe', 'pipe', errors] : ['ignore', 'pipe', errors, 'ipc'],
      detached: true,
    });
    this.ended = new Promise((resolve) => {
      this.process.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      this.process.once('error', (error) => resolve(error.message));
    });
    this.process.stdin?.on('error', () => undefined); // it ended before we closed its input
    this.outputRead = Promise.all([this.read(this.process.stdout), this.read(this.process.stderr)]);
  }

  /** undefined: it could not even be started */
  get pid(): number | undefined {
    return this.process.pid;
  }

  /** The next message that it sends over IPC. @throws when it ends without one */
  async message(): Promise<unknown> {
    const ac = new AbortController();
    const [message] = (await Promise.race([
      once(this.process, 'message', { signal: ac.signal }),
      this.ended.then((how) => this.failure(`ended (${how})`)),
    ]).finally(() => ac.abort())) as [unknown];
    return message;
  }

  /** Asks it to end, and kills it with all it started when it has not done so in time. @returns how it ended */
  async stop(): Promise<string> {
    if (this.spec.endsBy === 'end of input') this.process.stdin?.end();
    else this.process.kill('SIGTERM');
    const ac = new AbortController();
    const late = sleep(this.spec.stopDeadlineMs, undefined, { signal: ac.signal }).then(
      () => this.kill(),
      () => undefined,
    );
    const how = await this.ended;
    ac.abort();
    await late;
    this.kill(); // whatever of its own it left behind
    return how;
  }

  kill(): void {
    if (this.pid === undefined) return;
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch (error) {
      // ESRCH: nobody is left. EPERM: so macOS says it of a group whose last process is just being reaped.
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  /** @throws always: what went wrong, with its last words */
  async failure(what: string): Promise<never> {
    await Promise.race([this.outputRead, sleep(500)]);
    const lastWords = this.recentLines.map((line) => `\n  ${line}`).join('');
    throw new Error(`the ${this.name} ${what}${lastWords && `; its last lines:${lastWords}`}`);
  }

  private async read(output: Readable | Writable | null): Promise<void> {
    if (output === null) return;
    for await (const line of createInterface({ input: output as Readable })) {
      this.recentLines.push(this.show(line));
      if (this.recentLines.length > REMEMBERED_LINES) this.recentLines.shift();
    }
  }
}
