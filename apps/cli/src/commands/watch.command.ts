import type { Fleet } from '@facefleet/client';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContextOf } from '../context';
import { seconds } from './arguments';

const DEFAULT_INTERVAL_S = 1;

export function watchCommand(program: Command, contextOf: ContextOf): void {
  program
    .command('watch')
    .description('queue, workers and what the scaler decides, until it is interrupted')
    .option('--interval <seconds>', 'how often to look', seconds, DEFAULT_INTERVAL_S)
    .option('--once', 'look once')
    .action(async ({ interval, once }: { interval: number; once?: boolean }, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      let shown: string | undefined;
      for (;;) {
        const fleet = await facefleet.showFleet();
        const text = json ? JSON.stringify(fleet) : described(fleet);
        if (json || text !== shown) terminal.line(text);
        shown = text;
        if (once) return;
        await sleep(interval * 1000);
      }
    });
}

/** One line, the same as long as nothing changes. */
export function described({ queue, workers, minWorkers, maxWorkers, decision }: Fleet): string {
  const waiting = `${queue.visible + queue.delayed} waiting, ${queue.inFlight} in work`;
  if (workers === null) return `${waiting} | the scaler was not heard yet`;
  const states = new Map<string, number>();
  for (const { state } of workers) states.set(state, (states.get(state) ?? 0) + 1);
  const list = [...states].map(([state, count]) => `${count} ${state}`).join(', ') || 'none';
  const why = decision === null ? 'no decision yet' : `${decision.action}: ${decision.reasons[0] ?? ''}`;
  return `${waiting} | workers (${minWorkers} to ${maxWorkers}): ${list} | ${why}`;
}
