import { type Progress, progressOf } from './progress';
import { type Column, table } from './table';

const BOLD = ['\u001b[1m', '\u001b[22m'] as const;
const YELLOW = ['\u001b[33m', '\u001b[39m'] as const;
const RED = ['\u001b[31m', '\u001b[39m'] as const;

const CLEAR_LINE = '\r\u001b[2K';

export interface Failure {
  code: string;
  detail: string;
  requestId?: string;
  issues?: readonly string[];
}

/** Results to standard output, all else to standard error; colour only for somebody who looks. */
export class Terminal {
  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly err: NodeJS.WriteStream,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value));
  }

  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
    const [head = '', ...lines] = table(columns, rows);
    this.line(this.styled(this.out, BOLD, head));
    for (const line of lines) this.line(line);
  }

  /** @param what it happened to, e.g. a file */
  failure({ code, detail, requestId }: Failure, what?: string): void {
    const request = code === 'internal-error' && requestId !== undefined ? ` (request ${requestId})` : '';
    this.problem(RED, code, `${detail}${request}`, what);
  }

  /** It is done, and yet somebody should look. */
  warning({ code, detail }: Failure, what: string): void {
    this.problem(YELLOW, code, detail, what);
  }

  /** What is no result. */
  note(text: string): void {
    const start = this.err.isTTY ? CLEAR_LINE : ''; // there may be a progress bar
    this.err.write(`${start}${text}\n`);
  }

  /** @param json lines of results appear meanwhile: on the same terminal they would break the bar */
  progress(total: number, what: string, json: boolean): Progress {
    return progressOf(total, what, this.err, this.err.isTTY && !(json && this.out.isTTY));
  }

  private problem(colour: readonly [string, string], code: string, detail: string, what?: string): void {
    const prefix = what === undefined ? '' : `${what}: `;
    this.note(`${prefix}${this.styled(this.err, colour, `${code}:`)} ${detail}`);
  }

  private styled(stream: NodeJS.WriteStream, [on, off]: readonly [string, string], text: string): string {
    return stream.isTTY && !this.env.NO_COLOR ? on + text + off : text;
  }
}
