import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isCancelled } from './failure';
import { FacefleetError } from '@facefleet/client/browser';

export interface Query<T> {
  /** The last answer, also while it is asked again and after that has failed. */
  data?: T;
  failure?: Failure;
  /** The key may not ask this. */
  isForbidden: boolean;
  isLoading: boolean;
  /** Asks again. */
  refresh: () => void;
}

type State<T> = Omit<Query<T>, 'refresh'>;
const NOTHING_YET = { isLoading: true, isForbidden: false };

/**
 * Asks when it is shown and whenever `deps` change; whatever is under way is cancelled then, and on leaving.
 * @param everyMs  asks again so long after each answer; absent: never
 */
export function useQuery<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
  everyMs?: number,
): Query<T> {
  const [state, setState] = useState<State<T>>(NOTHING_YET);
  const [round, setRound] = useState(0);
  const askNow = useRef(ask);
  askNow.current = ask;
  const askedFor = useRef<readonly unknown[]>(deps);

  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isOther = deps.some((dep, index) => dep !== askedFor.current[index]);
    askedFor.current = deps;
    // Another question: what was answered to the last one must not stand under it.
    setState((last) => (isOther ? NOTHING_YET : { ...last, isLoading: true }));
    const look = async () => {
      const next = await askNow.current(leaving.signal).then(
        (data): State<T> => ({ data, isLoading: false, isForbidden: false }),
        (error: unknown): State<T> | undefined =>
          isCancelled(error)
            ? undefined
            : { failure: failureOf(error), isLoading: false, isForbidden: isForbidden(error) },
      );
      if (leaving.signal.aborted || next === undefined) return;
      setState((last) => ({ ...last, failure: undefined, ...next }));
      if (everyMs !== undefined) timer = setTimeout(() => void look(), everyMs);
    };
    void look();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [...deps, round, everyMs]);

  const refresh = useCallback(() => setRound((last) => last + 1), []);
  return { ...state, refresh };
}

export function isForbidden(error: unknown): boolean {
  return error instanceof FacefleetError && error.status === 403;
}
