import { FleetRecord } from '@facefleet/contracts';
import { dayOf, DecisionStore, startOfSegment } from '@facefleet/fleet';
import { Clock, ExpectedError } from '@facefleet/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Decisions } from './fleet-decisions.dto';

export interface DecisionsQuestion {
  /** Unix time [ms] */
  sinceMs?: number;
  untilMs?: number;
  changedOnly: boolean;
}

/** A page looks into so many segments at most, about as many minutes: one that was asked for few may be empty. */
const SEGMENTS_A_PAGE = 120;
/** No segment goes on for longer. */
const LONGEST_SEGMENT_MS = 15 * 60_000;
const DOWNLOAD_MS = 3_600_000;

interface Place {
  segment: string;
  /** Of the line from which on all were seen. */
  line: number;
}

/** The scaler's decisions as it has recorded them. */
@Injectable()
export class DecisionPages {
  constructor(
    @Inject(DecisionStore) private readonly store: DecisionStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Newest first.
   * @throws ExpectedError `request-invalid`: no cursor of ours
   */
  async page(question: DecisionsQuestion, limit: number, cursor?: string): Promise<Decisions> {
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const decisions: FleetRecord[] = [];
    let last: Place | undefined = after;
    let looked = 0;
    for await (const segment of this.newestFirst(question, after?.segment)) {
      if (looked++ >= SEGMENTS_A_PAGE) return { decisions, nextCursor: cursorOf(last) };
      const lines = await this.store.read(segment);
      let line = after?.segment === segment ? Math.min(after.line, lines.length) : lines.length;
      while (line > 0) {
        if (decisions.length >= limit) return { decisions, nextCursor: cursorOf(last) };
        line -= 1;
        last = { segment, line };
        const record = recordOf(lines[line]!);
        if (record && fits(record, question)) decisions.push(record);
      }
      last = { segment, line: 0 };
    }
    return { decisions, nextCursor: null };
  }

  /**
   * Lines as the scaler wrote them, oldest first, of an hour unless said otherwise. What its decisions remembered stands
   * in the first line of a segment: so the first segment is given from its beginning on, unless only some are asked for.
   */
  async *download(question: DecisionsQuestion): AsyncGenerator<string> {
    const sinceMs = question.sinceMs ?? this.clock.nowMs() - DOWNLOAD_MS;
    const asked = { ...question, sinceMs };
    for (const day of await this.days(asked)) {
      for (const segment of (await this.store.segments(day)).filter((name) => mayHold(name, asked))) {
        const lines = await this.store.read(segment);
        if (!lines.some((line) => isAsked(line, asked))) continue;
        const wanted: DecisionsQuestion = question.changedOnly ? asked : { ...asked, sinceMs: undefined };
        for (const line of lines) if (isAsked(line, wanted)) yield `${line}\n`;
      }
    }
  }

  /** @param from begins with this one */
  private async *newestFirst(question: DecisionsQuestion, from?: string): AsyncGenerator<string> {
    for (const day of (await this.days(question)).reverse()) {
      if (from !== undefined && day > from.slice(0, 10)) continue;
      for (const segment of (await this.store.segments(day)).reverse())
        if ((from === undefined || segment <= from) && mayHold(segment, question)) yield segment;
    }
  }

  private async days({ sinceMs, untilMs }: DecisionsQuestion): Promise<string[]> {
    const first = sinceMs === undefined ? '' : dayOf(sinceMs - LONGEST_SEGMENT_MS);
    const last = untilMs === undefined ? '~' : dayOf(untilMs);
    return (await this.store.days()).filter((day) => day >= first && day <= last);
  }
}

function mayHold(segment: string, { sinceMs, untilMs }: DecisionsQuestion): boolean {
  const startMs = startOfSegment(segment) ?? 0;
  return startMs + LONGEST_SEGMENT_MS >= (sinceMs ?? 0) && startMs <= (untilMs ?? Infinity);
}

function fits(
  { at, changed }: FleetRecord,
  { sinceMs = 0, untilMs = Infinity, changedOnly }: DecisionsQuestion,
): boolean {
  const atMs = Date.parse(at);
  return atMs >= sinceMs && atMs < untilMs && (changed || !changedOnly);
}

function isAsked(line: string, question: DecisionsQuestion): boolean {
  const record = recordOf(line);
  return record !== undefined && fits(record, question);
}

/** @returns undefined for what a newer release wrote in another way */
function recordOf(line: string): FleetRecord | undefined {
  return FleetRecord.safeParse(JSON.parse(line)).data;
}

const cursorOf = (place: Place | undefined): string | null =>
  place === undefined ? null : `${place.segment}~${place.line}`;

function placeOf(cursor: string): Place {
  const [, segment = '', line] = /^(.+)~(\d{1,6})$/.exec(cursor) ?? [];
  if (startOfSegment(segment) === undefined) {
    throw new ExpectedError('request-invalid', 'cursor: must be the nextCursor of another page.');
  }
  return { segment, line: Number(line) };
}
