import type { ArrivalTrace, ClairvoyantBound, Outcome, World } from '@facefleet/scaling';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Experiment, worldOf } from './experiment';
import { Simulator } from './simulator';

/** Several policies in one world, as far as they are through. */
export interface Contest {
  world: World;
  bound: ClairvoyantBound | undefined;
  outcomes: readonly Outcome[];
  /** Simulations, the bound included. */
  done: number;
  total: number;
}

export interface ContestRun {
  contest: Contest | undefined;
  isRunning: boolean;
  complaint: string | undefined;
  run: (experiment: Experiment, trace: ArrivalTrace) => void;
  cancel: () => void;
}

export function useContest(): ContestRun {
  const [contest, setContest] = useState<Contest>();
  const [isRunning, setRunning] = useState(false);
  const [complaint, setComplaint] = useState<string>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  function run(experiment: Experiment, trace: ArrivalTrace): void {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    const simulator = new Simulator(signal);
    const { policies } = experiment;
    const world = worldOf(experiment, trace);
    const note = (change: (known: Contest) => Partial<Contest>) =>
      setContest((known) => known && { ...known, ...change(known), done: known.done + 1 });
    setContest({ world, bound: undefined, outcomes: [], done: 0, total: policies.length + 1 });
    setComplaint(undefined);
    setRunning(true);
    const work = [
      simulator.run('bound', { world }).then((bound) => note(() => ({ bound }))),
      ...policies.map((policy) =>
        simulator
          .run('simulate', { world, policy })
          .then((outcome) =>
            note(({ outcomes }) => ({ outcomes: inOrder([...outcomes, outcome], policies) })),
          ),
      ),
    ];
    const end = (said?: string) => {
      if (signal.aborted) return;
      setComplaint(said);
      cancel();
    };
    Promise.all(work).then(
      () => end(),
      (error: unknown) => end(error instanceof Error ? error.message : String(error)),
    );
  }

  function cancel(): void {
    running.current?.abort();
    setRunning(false);
  }
  return { contest, isRunning, complaint, run, cancel };
}

function inOrder(outcomes: Outcome[], policies: readonly string[]): Outcome[] {
  return outcomes.sort((a, b) => policies.indexOf(a.policy) - policies.indexOf(b.policy));
}
