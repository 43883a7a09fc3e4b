import { type ArrivalTrace, USUAL_WORLD } from '@facefleet/scaling';
import { useEffect, useState } from 'preact/hooks';
import { texts } from '../../texts';
import { Simulator } from './simulator';

/** A built-in one by its name, or a file. */
export type TraceSource = string | File;

/** Longer ones would not fit into the memory of a tab several times over. */
const MOST_BYTES = 50e6;

export interface TraceAnswer {
  trace: ArrivalTrace | undefined;
  /** What is wrong with the file. */
  complaint: string | undefined;
}

const NONE: TraceAnswer = { trace: undefined, complaint: undefined };

export function useTrace(source: TraceSource | undefined): TraceAnswer {
  const [answer, setAnswer] = useState(NONE);
  useEffect(() => {
    setAnswer(NONE);
    if (source === undefined) return;
    const gone = new AbortController();
    load(source, gone.signal).then(
      (trace) => !gone.signal.aborted && setAnswer({ trace, complaint: undefined }),
      (error: Error) => !gone.signal.aborted && setAnswer({ trace: undefined, complaint: error.message }),
    );
    return () => gone.abort();
  }, [source]);
  return answer;
}

async function load(source: TraceSource, signal: AbortSignal): Promise<ArrivalTrace> {
  const simulator = new Simulator(signal);
  if (typeof source === 'string') return simulator.run('make', { name: source, seed: USUAL_WORLD.seed });
  if (source.size > MOST_BYTES) throw new Error(texts.whatIf.trace.tooLarge);
  return simulator.run('read', { name: source.name.replace(/\.csv$/i, ''), text: await source.text() });
}
