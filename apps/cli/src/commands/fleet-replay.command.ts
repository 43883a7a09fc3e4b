import type { Command } from 'commander';
import type { Context, ContextOf } from '../context';
import { SomeFailed } from '../failure';
import { recordedDecisions } from '../replay/recorded-decisions';
import { check, type Difference, type Replay, withSettings } from '../replay/replay';
import { settingsOf } from '../replay/settings';

export function fleetReplayCommand(fleet: Command, contextOf: ContextOf): void {
  fleet
    .command('replay')
    .description(
      'makes recorded decisions again: are they the same, and what would other settings have wanted?',
    )
    .argument('<file>', 'as `fleet decisions --save` writes it')
    .option('--set <name=value>', 'another setting of the policy, as maxWorkers=10', each)
    .action(async (file: string, { set = [] }: { set?: string[] }, command: Command) => {
      const context = contextOf(command);
      const records = await recordedDecisions(file);
      const settings = settingsOf(set, records[0]!.policy);
      const checked = check(records);
      const { differing, brokenChains, unmade, decisions } = checked;
      const isIdentical = differing === 0 && brokenChains === 0 && unmade < decisions;
      const changed = set.length === 0 ? undefined : withSettings(records, settings);
      if (context.json) context.terminal.json({ identical: isIdentical, ...checked, settings, changed });
      else {
        const span = `${records.length} decisions, ${records[0]!.at} to ${records.at(-1)!.at}`;
        context.terminal.line(
          `${span}: ${isIdentical ? 'made again, byte for byte the same' : 'NOT the same'}.`,
        );
        if (unmade > 0)
          context.terminal.line(
            `${unmade} not made again: they follow from decisions that are not in the file.`,
          );
        if (brokenChains > 0)
          context.terminal.line(`${brokenChains} did not begin with the state that the one before had left.`);
        if (checked.firstDifference) printDifference(context, checked.firstDifference);
        if (changed) printChanged(context, set, changed);
      }
      if (!isIdentical) throw new SomeFailed();
    });
}

function printChanged(context: Context, set: string[], changed: Replay): void {
  const { recorded, replayed, differing, decisions } = changed;
  context.terminal.line(
    `With ${set.join(' ')}, ${differing} of ${decisions} decisions would have been others.`,
  );
  context.terminal.table(
    [
      { head: '', of: ({ what }) => what },
      { head: 'RECORDED', of: ({ was }) => was, align: 'right' },
      { head: 'REPLAYED', of: ({ is }) => is, align: 'right' },
    ],
    [
      { what: 'launches', was: recorded.launches, is: replayed.launches },
      { what: 'drains', was: recorded.drains, is: replayed.drains },
      {
        what: 'wanted, worker-seconds',
        was: Math.round(recorded.desiredWorkerS),
        is: Math.round(replayed.desiredWorkerS),
      },
    ],
  );
  if (changed.firstDifference) printDifference(context, changed.firstDifference);
  context.terminal.note('What was seen is as recorded: a fleet that would have been another is not seen so.');
}

function printDifference({ terminal }: Context, { at, seq, recorded, replayed }: Difference): void {
  terminal.line(`First difference: decision ${seq}, ${at}`);
  for (const [name, { action, desired, reasons }] of [
    ['recorded', recorded],
    ['replayed', replayed],
  ] as const) {
    terminal.line(`  ${name}: ${action}, ${desired} wanted`);
    for (const reason of reasons) terminal.line(`    ${reason}`);
  }
}

const each = (text: string, before: string[] = []) => [...before, text];
