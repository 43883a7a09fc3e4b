import type {
  Fleet,
  FleetPauseView,
  FleetPolicyChange,
  FleetPolicyView,
  FleetRecord,
} from '@facefleet/client';
import { type Command, InvalidArgumentError } from 'commander';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context, ContextOf } from '../context';
import { moment, upcoming, whole } from './arguments';
import { fleetReplayCommand } from './fleet-replay.command';

const DEFAULT_LIMIT = 20;

interface DecisionsOptions {
  since?: string;
  until?: string;
  limit: number;
  all?: boolean;
  save?: string;
}

export function fleetCommand(program: Command, contextOf: ContextOf): void {
  const fleet = program.command('fleet').description('what the scaler sees, decides and is ordered to do');

  fleet
    .command('status')
    .description('queue, workers, the policy in force and the last decision')
    .action(async (_options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const status = await facefleet.showFleet();
      if (json) terminal.json(status);
      else for (const line of statusLines(status)) terminal.line(line);
    });

  fleet
    .command('decisions')
    .description('what was decided, and why; newest first')
    .option('--since <when>', 'from then on: a time, or so long ago, as 90s, 30m, 2h, 7d', moment)
    .option('--until <when>', 'before then', moment)
    .option('--limit <count>', 'at most so many', whole, DEFAULT_LIMIT)
    .option('--all', 'also decisions that only repeat the one before')
    .option(
      '--save <file>',
      'all decisions with all that they were made from, for `fleet replay`; one hour unless --since',
    )
    .action(async (options: DecisionsOptions, command: Command) => {
      const context = contextOf(command);
      if (options.save !== undefined) return save(context, options.save, options);
      await show(context, options);
    });

  fleet
    .command('policy')
    .description('the policy in force and who changed it; --set changes it')
    .option('--set <name=value>', 'as maxWorkers=4; maxWorkers=default: as configured', policyChange)
    .action(async ({ set }: { set?: FleetPolicyChange }, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const view =
        set === undefined ? await facefleet.showFleetPolicy() : await facefleet.changeFleetPolicy(set);
      if (json) terminal.json(view);
      else printPolicy(view, contextOf(command), set !== undefined);
    });

  fleet
    .command('pause')
    .description('the scaler goes on deciding, and launches and drains nothing')
    .option('--reason <text>', 'for whoever asks')
    .option('--until <when>', 'when it goes on by itself: a time, or in so long, as 30m', upcoming)
    .action(async (options: { reason?: string; until?: string }, command: Command) => {
      const context = contextOf(command);
      printPause(await context.facefleet.pauseFleet(options), context);
    });

  fleet
    .command('resume')
    .description('the scaler acts again')
    .option('--reason <text>', 'for whoever asks')
    .action(async ({ reason }: { reason?: string }, command: Command) => {
      const context = contextOf(command);
      printPause(await context.facefleet.resumeFleet(reason), context);
    });

  fleetReplayCommand(fleet, contextOf);
}

async function show({ facefleet, terminal, json }: Context, options: DecisionsOptions): Promise<void> {
  const { since, until, limit, all } = options;
  const query = { since, until, changed: all ? undefined : true, limit: Math.min(limit, 1_000) };
  let left = limit;
  const decisions: FleetRecord[] = [];
  for await (const record of facefleet.fleetDecisions(query)) {
    if (json) terminal.json(record);
    else decisions.push(record);
    if (--left === 0) break;
  }
  if (!json) terminal.table(DECISION_COLUMNS, decisions);
}

async function save(
  { facefleet, terminal }: Context,
  path: string,
  options: DecisionsOptions,
): Promise<void> {
  const { since, until } = options;
  const lines = facefleet.downloadFleetDecisions({ since, until });
  await pipeline(Readable.from(lines), createWriteStream(path));
  terminal.note(`To make these decisions again: npx facefleet fleet replay ${path}`);
}

const DECISION_COLUMNS = [
  { head: 'AT', of: ({ at }: FleetRecord) => at },
  {
    head: 'ACTION',
    of: ({ decision, held }: FleetRecord) => decision.action + (held === undefined ? '' : ' (held)'),
  },
  {
    head: 'WORKERS',
    of: ({ decision: { current, desired } }: FleetRecord) => `${current} -> ${desired}`,
  },
  // Where it launches or drains, the first says what, and the second why.
  { head: 'WHY', of: ({ decision: { reasons } }: FleetRecord) => reasons.slice(0, 2).join(' ') },
];

/** Without what is not known. */
export function statusLines(fleet: Fleet): string[] {
  const { queue, workers, decision, policy, paused, mode, machineSToday, desired } = fleet;
  const lines = [`Queue: ${queue.visible + queue.delayed} waiting, ${queue.inFlight} in work`];
  if (workers === null) return [...lines, 'The scaler was not heard yet.'];
  const states = new Map<string, number>();
  for (const { state } of workers) states.set(state, (states.get(state) ?? 0) + 1);
  const list = [...states].map(([state, count]) => `${count} ${state}`).join(', ') || 'none';
  lines.push(`Workers: ${list}; ${desired ?? '?'} wanted`);
  if (policy) lines.push(`Policy: ${settingsText(policy)}`);
  if (mode !== null && mode !== 'act') lines.push(`Mode: ${mode}, the scaler only decides`);
  if (paused) lines.push(pauseText(paused));
  if (machineSToday !== null) lines.push(`Today: ${Math.round(machineSToday)} machine-seconds`);
  if (decision)
    lines.push(
      `Decision: ${decision.action}, at ${decision.at}`,
      ...decision.reasons.map((why) => `  ${why}`),
    );
  return lines;
}

function printPolicy(view: FleetPolicyView, { terminal }: Context, changed: boolean): void {
  const { policy, configured, overrides, changes } = view;
  if (policy && !changed) terminal.line(`In force: ${settingsText(policy)}`);
  if (configured) terminal.line(`Configured: ${settingsText(configured)}`);
  terminal.line(`Ordered: ${settingsText(overrides) || 'nothing else'}`);
  if (changes.length > 0) terminal.table(CHANGE_COLUMNS, changes);
}

type Change = FleetPolicyView['changes'][number];
const CHANGE_COLUMNS = [
  { head: 'AT', of: ({ at }: Change) => at },
  { head: 'BY', of: ({ by }: Change) => by },
  { head: 'CHANGE', of: ({ change }: Change) => settingsText(change) },
  { head: 'BEFORE', of: ({ before }: Change) => settingsText(before) || 'as configured' },
];

function settingsText(settings: object): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${(value as number | null) ?? 'default'}`)
    .join(' ');
}

function printPause(view: FleetPauseView, { terminal, json }: Context): void {
  if (json) terminal.json(view);
  else terminal.line(view.paused === null ? 'The scaler acts.' : pauseText(view.paused));
}

function pauseText({ since, by, until, reason }: NonNullable<FleetPauseView['paused']>): string {
  const end = until === null ? 'until it is resumed' : `until ${until}`;
  return `Paused ${end}, by ${by} at ${since}${reason === null ? '' : `: ${reason}`}`;
}

/** One after the other: `name=number`, or `name=default`. */
function policyChange(text: string, before: FleetPolicyChange = {}): FleetPolicyChange {
  const [, name, value] = /^(\w+)=(\d{1,6}|default)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('It is name=number, or name=default.');
  return { ...before, [name]: value === 'default' ? null : Number(value) };
}
