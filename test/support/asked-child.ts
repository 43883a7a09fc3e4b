import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT } from './system';

/** Of what a child says on stderr, the last part is kept for the message of its end [characters]. */
const LAST_WORDS = 4_000;

/** A child ended, or did not answer in time and was ended. */
export class ChildLost extends Error {}

/** A process of ours, run from its source, that answers one question at a time. */
export class AskedChild<Question, Answer> {
  private lastWords = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-LAST_WORDS);
    });
  }

  /**
   * Resolves once it is ready.
   *
   * @param script   path from the project's folder; it calls `answerQuestions`
   * @param settings reach it as `childSettings()`
   * @param env      beside our own environment
   * @throws ChildLost
   */
  static async start<Question, Answer>(
    script: string,
    settings: unknown,
    env: Record<string, string> = {},
  ): Promise<AskedChild<Question, Answer>> {
    const child = new AskedChild<Question, Answer>(
      fork(script, [JSON.stringify(settings)], {
        execArgv: ['--import', 'tsx'],
        cwd: PROJECT,
        env: { ...process.env, ...env },
        serialization: 'advanced', // bytes stay bytes
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      }),
    );
    await child.nextMessage();
    return child;
  }

  /** @throws ChildLost also where there is no answer before the deadline */
  async ask(question: Question, deadlineMs?: number): Promise<Answer> {
    this.child.send(question as Serializable, () => undefined); // a child that is gone is seen below
    return (await this.nextMessage(deadlineMs)) as Answer;
  }

  async end(): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private nextMessage(deadlineMs?: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.child.off('message', heard);
        this.child.off('close', gone);
        end();
      };
      const heard = (message: unknown) => settle(() => resolve(message));
      const gone = (code: number | null, signal: string | null) =>
        settle(() =>
          reject(new ChildLost(`The process ended (${signal ?? `code ${code}`}).\n${this.lastWords}`)),
        );
      const late = () =>
        settle(() => {
          this.child.kill('SIGKILL');
          reject(new ChildLost(`No answer in ${deadlineMs} ms.\n${this.lastWords}`));
        });
      const timer = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs);
      this.child.on('message', heard);
      // Not 'exit': by now all that it said has arrived.
      if (this.isRunning) this.child.on('close', gone);
      else gone(this.child.exitCode, this.child.signalCode);
    });
  }
}

/** In the child: what it was started with. */
export function childSettings<Settings>(): Settings {
  return JSON.parse(process.argv[2] ?? '') as Settings;
}

/** In the child: gets ready, then answers until whoever asks is gone. */
export function answerQuestions<Question, Answer>(
  prepare: () => Promise<(question: Question) => Promise<Answer>>,
): void {
  const fail = (error: unknown) => {
    console.error(error);
    process.exit(1);
  };
  process.on('disconnect', () => process.exit(0));
  prepare()
    .then((answer) => {
      process.on('message', (question) => {
        answer(question as Question).then((result) => process.send?.(result), fail);
      });
      process.send?.('ready');
    })
    .catch(fail);
}
