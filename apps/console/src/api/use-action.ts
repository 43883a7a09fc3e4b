import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isCancelled } from './failure';

export interface Action<Input> {
  run: (input: Input) => void;
  isBusy: boolean;
  failure?: Failure;
  forgetFailure: () => void;
}

/** Something that is done once, on request: a second click while it is under way does nothing. Cancelled on leaving. */
export function useAction<Input = void, Output = void>(
  act: (input: Input, signal: AbortSignal) => Promise<Output>,
  done?: (output: Output) => void,
): Action<Input> {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const leaving = useRef<AbortController>(undefined);
  const latest = useRef({ act, done });
  latest.current = { act, done };
  useEffect(() => () => leaving.current?.abort(), []);

  const run = useCallback((input: Input) => {
    if (leaving.current !== undefined) return;
    const controller = new AbortController();
    leaving.current = controller;
    setBusy(true);
    setFailure(undefined);
    const finish = (end: () => void) => {
      leaving.current = undefined;
      if (controller.signal.aborted) return;
      setBusy(false);
      end();
    };
    latest.current.act(input, controller.signal).then(
      (output) => finish(() => latest.current.done?.(output)),
      (error: unknown) => finish(() => !isCancelled(error) && setFailure(failureOf(error))),
    );
  }, []);
  const forgetFailure = useCallback(() => setFailure(undefined), []);
  return { run, isBusy, failure, forgetFailure };
}
