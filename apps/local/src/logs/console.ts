import type { WriteStream } from 'node:tty';
import { LogLineReader, type Speaker } from './log-line';

/** `recognizer 1a2b` */
const PREFIX_WIDTH = 15;
const WORKER_ID_TAIL = 4;
const COLOURS: Record<string, number> = {
  gateway: 36,
  scaler: 35,
  recognizer: 32,
  cloud: 34,
  redis: 31,
  local: 33,
};
const DIM = 2;

/** What the person at the terminal sees: our own lines as they are, those of the parts behind the part's name. */
export class Console {
  private readonly colours: boolean;
  private readonly lines: LogLineReader;

  constructor(private readonly output: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY'>>) {
    this.colours = output.isTTY === true && !process.env.NO_COLOR;
    this.lines = new LogLineReader(this.colours);
    output.on('error', () => undefined); // `npm start | head`: who stops reading does not stop the system
  }

  /** Somebody looks at it, and it is no file that is kept. */
  get isTerminal(): boolean {
    return this.output.isTTY === true;
  }

  say(text: string): void {
    this.output.write(`${text}\n`);
  }

  /** Something happened to a part, in our own words. */
  note(text: string): void {
    this.write({ app: 'local' }, text);
  }

  /** A line that a part wrote. @returns it as people read it */
  show(line: string, part: string): string {
    const { speaker, text } = this.lines.read(line, part);
    this.write(speaker, text);
    return text;
  }

  private write(speaker: Speaker, text: string): void {
    const { app, workerId } = speaker;
    const which = workerId === undefined ? '' : ` ${workerId.slice(-WORKER_ID_TAIL)}`;
    const prefix = `${app.slice(0, PREFIX_WIDTH - which.length)}${which}`.padEnd(PREFIX_WIDTH);
    const painted = this.paint(prefix, COLOURS[app] ?? DIM);
    for (const line of text.split('\n')) this.say(`${painted} ${this.paint('|', DIM)} ${line}`);
  }

  private paint(text: string, code: number): string {
    return this.colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}
