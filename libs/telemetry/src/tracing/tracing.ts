import { messageOf } from '@facefleet/platform';
import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/**
 * The header of W3C Trace Context that carries a trace from one process to the next. Not `tracestate`: clients may send
 * half a kilobyte of it, and a message of ours has no more than one.
 */
export type TraceCarrier = { traceparent?: string };
export const TRACE_FIELDS = ['traceparent'] as const;

const KINDS = { internal: SpanKind.INTERNAL, sends: SpanKind.PRODUCER, receives: SpanKind.CONSUMER } as const;

export interface Traced {
  attributes?: Attributes;
  kind?: keyof typeof KINDS;
  /** Of the process that this work came from. */
  from?: TraceCarrier;
}

const tracer = () => trace.getTracer('facefleet');

/** Does the work as a step of the trace that runs, or of a new one; costs next to nothing while nothing is traced. */
export async function traced<T>(
  name: string,
  { attributes, kind = 'internal', from }: Traced,
  work: () => Promise<T>,
): Promise<T> {
  const parent = from ? propagation.extract(ROOT_CONTEXT, from) : context.active();
  const span = tracer().startSpan(name, { attributes, kind: KINDS[kind] }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
    throw error;
  } finally {
    span.end();
  }
}

/**
 * Steps that were measured elsewhere, as those of a worker thread, one after the other.
 * @param untilMs when the last one ended [Unix time, ms]
 */
export function tracedStages(stagesMs: Record<string, number>, untilMs: number): void {
  if (!trace.getActiveSpan()?.isRecording()) return;
  let atMs = untilMs - Object.values(stagesMs).reduce((sum, ms) => sum + ms, 0);
  for (const [name, ms] of Object.entries(stagesMs)) {
    const span = tracer().startSpan(name, { startTime: atMs });
    atMs += ms;
    span.end(atMs);
  }
}

/** Says more of the step that runs. */
export function traceAttributes(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** What to hand to the next process; empty while nothing is traced. */
export function traceCarrier(): TraceCarrier {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  const { traceparent } = carrier;
  return traceparent === undefined ? {} : { traceparent };
}

/** What a line of the log says of the trace that runs; nothing while nothing is traced. */
export function traceOfLine(): { traceId?: string; spanId?: string } {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return {};
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}

/** A request of a client: the step in which everything else is. Ends it with `end`. */
export function serverSpan(name: string, headers: Record<string, unknown>): ServerSpan {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  return new ServerSpan(tracer().startSpan(name, { kind: SpanKind.SERVER }, parent));
}

export class ServerSpan {
  constructor(private readonly span: Span) {}

  run(work: () => void): void {
    context.with(trace.setSpan(ROOT_CONTEXT, this.span), work);
  }

  /** @param status undefined where the client went before it had its answer */
  end(name: string, status: number | undefined, attributes: Attributes): void {
    this.span.updateName(name);
    const answer =
      status === undefined ? { 'facefleet.aborted': true } : { 'http.response.status_code': status };
    this.span.setAttributes({ ...answer, ...attributes });
    if (status !== undefined && status >= 500) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}
