import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Said } from './contestant';

/** Of what it says on stderr, the last part is kept for the message of its end [characters]. */
const LAST_WORDS = 4_000;

/** The first line of its standard output. */
interface Listening {
  port: number;
  version?: string;
}

/** Another system behind HTTP: a process that says where it listens and ends with its standard input. */
export class PeerServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly listening: Listening,
  ) {}

  /** @throws Error with its last words, or why it could not be started */
  static async start(command: string, args: string[]): Promise<PeerServer> {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let lastWords = '';
    child.stderr.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-LAST_WORDS);
    });
    const firstLine = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
    const ended = once(child, 'close').then(() => Promise.reject(new Error(lastWords || `${command} ended`)));
    const [line] = await Promise.race([firstLine, ended]);
    ended.catch(() => undefined); // later on whoever asks sees it
    return new PeerServer(child, JSON.parse(line) as Listening);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  get version(): string | undefined {
    return this.listening.version;
  }

  /** @throws Error where the answer is no success */
  async post(path: string, image: Buffer): Promise<Said> {
    const response = await fetch(`http://127.0.0.1:${this.listening.port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: new Uint8Array(image),
    }).catch((error: Error) => {
      throw new Error(`${error.message}: ${String(error.cause)}`, { cause: error }); // fetch itself says only that it failed
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as Said;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}
