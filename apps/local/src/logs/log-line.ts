import { prettyFactory } from 'pino-pretty';
import { z } from 'zod';

/** Who speaks: a part of the system, and of several alike, which one. */
export interface Speaker {
  app: string;
  workerId?: string;
}

export interface ReadableLine {
  speaker: Speaker;
  /** Time, level, message and fields on one line; more lines only for the stack of an error. */
  text: string;
}

const LogLine = z.looseObject({
  level: z.string(),
  app: z.string().optional(),
  workerId: z.string().optional(),
});

/** Turns what a part writes into what people read: JSON lines of pino are laid out, everything else stays as it is. */
export class LogLineReader {
  private readonly pretty: (line: object) => string;

  constructor(colours: boolean) {
    this.pretty = prettyFactory({
      colorize: colours,
      singleLine: true,
      translateTime: 'SYS:HH:MM:ss.l',
      ignore: 'pid,hostname,app,workerId',
      errorLikeObjectKeys: ['err'], // a plain `error` text stays on the line
    });
  }

  /** @param process the part whose output the line came through; the line itself may name another */
  read(line: string, process: string): ReadableLine {
    const json = parse(line);
    if (!json) return { speaker: { app: process }, text: line };
    const { app = process, workerId } = json;
    return { speaker: { app, workerId }, text: this.pretty(json).trimEnd() };
  }
}

function parse(line: string): z.infer<typeof LogLine> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return LogLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
