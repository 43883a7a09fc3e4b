import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isCancelled } from '../../../api/failure';
import { enrol, type Warning } from '../../../people/enrol';
import type { ChosenPerson } from '../../../people/person-choice';

/** One photograph and what became of it. */
export interface Enrolling {
  file: File;
  status: 'ready' | 'working' | 'done' | 'failed';
  warnings?: Warning[];
  failure?: Failure;
}

export interface Enrolments {
  all: readonly Enrolling[];
  add: (files: readonly File[]) => void;
  /** Those that have not been sent, and those that failed. */
  start: (person: ChosenPerson) => void;
  isBusy: boolean;
}

const AT_ONCE = 4;

/** Photographs of one person, each enrolled by itself: one that cannot be enrolled fails alone. */
export function useEnrolments(gallery: string, ended: (done: number) => void): Enrolments {
  const [all, setAll] = useState<readonly Enrolling[]>([]);
  const [isBusy, setBusy] = useState(false);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  const change = (file: File, changed: Partial<Enrolling>) =>
    setAll((last) => last.map((one) => (one.file === file ? { ...one, ...changed } : one)));

  const send = async (person: ChosenPerson, file: File): Promise<boolean> => {
    change(file, { status: 'working', failure: undefined });
    try {
      const [answer] = await enrol(gallery, person, [{ file, name: file.name }], leaving.current.signal);
      change(file, { status: 'done', warnings: answer && 'warnings' in answer ? answer.warnings : [] });
      return true;
    } catch (error) {
      if (!isCancelled(error)) change(file, { status: 'failed', failure: failureOf(error) });
      return false;
    }
  };

  const start = (person: ChosenPerson) => {
    if (isBusy) return;
    setBusy(true);
    const waiting = all.filter(({ status }) => status !== 'done').map(({ file }) => file);
    let done = 0;
    const worker = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift())
        if (!leaving.current.signal.aborted && (await send(person, file))) done++;
    };
    void Promise.all(Array.from({ length: AT_ONCE }, worker)).then(() => {
      if (leaving.current.signal.aborted) return;
      setBusy(false);
      ended(done);
    });
  };

  const add = (files: readonly File[]) =>
    setAll((last) => [...last, ...files.map((file): Enrolling => ({ file, status: 'ready' }))]);
  return { all, add, start, isBusy };
}
