import { setTimeout as sleep } from 'node:timers/promises';
import { Dice } from '../fuzz/dice';
import { eventually } from '../support/system';
import { ChaosSystem } from './chaos-system';
import { Client } from './client';
import { type Fault, FAULTS } from './faults';
import { Ledger } from './ledger';
import { leftBehind, messagesIn, openHandles } from './leftovers';
import type { ChaosOptions } from './options';
import { recoveryMs } from './recovery';
import { judge, type Verdict } from './verdict';
import { prepareWork } from './work';

const IN_FLIGHT = 12;
/** One fault to so many requests, and each kind at least once. */
const REQUESTS_PER_FAULT = 40;
/** One in so many faults comes while another one lasts. */
const DOUBLE_EVERY = 4;
const QUIET_DEADLINE_MS = 120_000;

export interface ChaosReport {
  seed: number;
  requests: number;
  attempts: number;
  verdict: Verdict;
  /** What struck, in order; `recoveryMs`: from its end to the next answer. */
  faults: { kind: string; lastedMs: number; recoveryMs: number }[];
  notTried: string[];
  /** How often one message was delivered, at most. */
  mostDeliveries: number;
  leftovers: string[];
  exitCodes: Record<string, number | null>;
  tookS: number;
}

/** Breaks a system while it is used, and looks at what became of what it had accepted. */
export async function runChaos(options: ChaosOptions, say: (line: string) => void): Promise<ChaosReport> {
  const startedAtMs = performance.now();
  const dice = new Dice(options.seed);
  const system = await ChaosSystem.start(dice, options.logs);
  try {
    const ledger = new Ledger();
    const client = new Client(system.api(), ledger, new Dice(options.seed + 1), options.seed);
    const workOf = await prepareWork(system.api());
    const { faults: toStrike, notTried } = schedule(system, options, dice);
    for (const line of notTried) say(`not tried: ${line}`);
    const faults = await strikeWhileSending(system, client, workOf, toStrike, options.requests, dice, say);
    await system.ready();
    say('calm again: looking at every accepted request');
    const verdict = await judge(system, ledger);
    const counts = await eventually(
      () => messagesIn(system),
      (messages) => Object.values(messages).every((count) => count === 0),
      QUIET_DEADLINE_MS,
    ).catch(() => messagesIn(system));
    const waiting = Object.entries(counts).flatMap(([queue, count]) =>
      count > 0 ? [`${count} messages in ${queue}`] : [],
    );
    const refusals = client.refusals.map((refusal) => `refused: ${refusal}`);
    const handles = openHandles(system);
    const exitCodes = await system.stop();
    const leftovers = [...waiting, ...refusals, ...handles, ...leftBehind(system)];
    const tookS = (performance.now() - startedAtMs) / 1000;
    const { seed, requests } = options;
    return {
      seed,
      requests,
      attempts: client.attempts,
      verdict,
      faults,
      notTried,
      mostDeliveries: system.cloud.mostDeliveries,
      leftovers,
      exitCodes,
      tookS,
    };
  } finally {
    await system.stop();
    system.remove();
  }
}

/** All kinds in turn, each round in another order. */
function schedule(system: ChaosSystem, { only, requests }: ChaosOptions, dice: Dice) {
  const unknown = only?.filter((kind) => !FAULTS.some((fault) => fault.kind === kind)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `No such fault: ${unknown.join(', ')}. There are ${FAULTS.map(({ kind }) => kind).join(', ')}.`,
    );
  const asked = FAULTS.filter(({ kind }) => only?.includes(kind) ?? true);
  const kinds = asked.filter(({ obstacle }) => obstacle?.(system) === undefined);
  const notTried = asked.flatMap(({ kind, obstacle }) => {
    const why = obstacle?.(system);
    return why === undefined ? [] : [`${kind}: ${why}`];
  });
  const faults: Fault[] = [];
  while (faults.length < Math.max(kinds.length, requests / REQUESTS_PER_FAULT)) {
    const round = [...kinds];
    while (round.length > 0) faults.push(...round.splice(dice.below(round.length), 1));
  }
  return { faults, notTried };
}

/** Neither the requests nor the faults run ahead of the other. */
async function strikeWhileSending(
  system: ChaosSystem,
  client: Client,
  workOf: Awaited<ReturnType<typeof prepareWork>>,
  toStrike: Fault[],
  requests: number,
  dice: Dice,
  say: (line: string) => void,
): Promise<ChaosReport['faults']> {
  const faults: ChaosReport['faults'] = [];
  let sent = 0;
  let struck = 0;
  let probes = requests;
  const mayBeSent = () => ((struck + 1) / toStrike.length) * requests;
  const sender = async () => {
    while (sent < requests) {
      if (sent >= mayBeSent()) {
        await sleep(50);
        continue;
      }
      const index = sent++;
      await client.send(index, workOf(index), index % 2 === 0);
    }
  };
  const striker = async () => {
    for (let next = 0; next < toStrike.length;) {
      while (sent < (next / toStrike.length) * requests) await sleep(50);
      const together = toStrike.slice(next, next + (dice.below(DOUBLE_EVERY) === 0 ? 2 : 1));
      const lastMs = Math.max(...together.map(({ lastsMs: [from, to] }) => dice.between(from, to)));
      const mends = [];
      for (const fault of together) mends.push(await fault.strike(system, dice));
      await sleep(lastMs);
      for (const mend of mends.reverse()) await mend();
      const tookMs = await recoveryMs(client, () => {
        const index = probes++;
        return [index, workOf(index)];
      });
      const kind = together.map((fault) => fault.kind).join(' + ');
      faults.push({ kind, lastedMs: lastMs, recoveryMs: Math.round(tookMs) });
      say(
        `${String(sent).padStart(5)} sent  ${kind} for ${lastMs} ms, answers again after ${tookMs.toFixed(0)} ms`,
      );
      next += together.length;
      struck = next;
    }
  };
  await Promise.all([striker(), ...Array.from({ length: IN_FLIGHT }, sender)]);
  return faults;
}
