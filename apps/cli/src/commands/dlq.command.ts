import type { DeadLetter, Redrive } from '@facefleet/client';
import type { Command } from 'commander';
import type { Context, ContextOf } from '../context';
import { failureOf, isHopeless, SomeFailed } from '../failure';
import { whole } from './arguments';

const DEFAULT_LIMIT = 20;
const LETTERS_A_PAGE = 100;

export function dlqCommand(program: Command, contextOf: ContextOf): void {
  const dlq = program.command('dlq').description('dead letters: what could not be processed');

  dlq
    .command('list')
    .description('newest first')
    .option('--open', 'only those that nobody has redriven, and somebody should look at')
    .option('--limit <count>', 'at most so many', whole, DEFAULT_LIMIT)
    .action(async ({ open, limit }: { open?: boolean; limit: number }, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const letters: DeadLetter[] = [];
      for await (const letter of facefleet.deadLetters({ limit: Math.min(limit, LETTERS_A_PAGE) })) {
        if (open && !letter.open) continue;
        letters.push(letter);
        if (letters.length === limit) break;
      }
      if (json) for (const letter of letters) terminal.json(letter);
      else terminal.table(COLUMNS, letters);
    });

  dlq
    .command('show')
    .description('all that is known of one')
    .argument('<id>')
    .action(async (id: string, _options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const letter = await facefleet.findDeadLetter(id);
      if (json) terminal.json(letter);
      else for (const line of linesOf(letter)) terminal.line(line);
    });

  dlq
    .command('redrive')
    .description('have it done again, as a new request')
    .argument('[id...]')
    .option('--all', 'all that have failed and were not redriven')
    .action(async (ids: string[], { all }: { all?: boolean }, command: Command) => {
      if (ids.length > 0 === (all === true)) command.error('error: name dead letters, or say --all');
      const context = contextOf(command);
      const chosen = all ? await failedLetters(context) : ids;
      await each(context, chosen, async (id) => {
        const redrive = await context.facefleet.redriveDeadLetter(id);
        if (context.json) context.terminal.json(redrive);
        else context.terminal.line(redrivenText(redrive));
      });
      if (all && chosen.length === 0 && !context.json) context.terminal.note('There is nothing to redrive.');
    });

  dlq
    .command('delete')
    .description('it cannot be redriven any more')
    .argument('<id...>')
    .action(async (ids: string[], _options: object, command: Command) => {
      const context = contextOf(command);
      await each(context, ids, async (id) => {
        await context.facefleet.deleteDeadLetter(id);
        if (context.json) context.terminal.json({ id, deleted: true });
        else context.terminal.line(`Deleted ${id}.`);
      });
    });
}

async function failedLetters({ facefleet }: Context): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, open, outcome } of facefleet.deadLetters({ limit: LETTERS_A_PAGE }))
    if (open && outcome === 'failed') ids.push(id);
  return ids.reverse(); // in the order in which they were sent
}

/** What fails is told, and the others go on. @throws SomeFailed after all were tried */
async function each({ terminal, json }: Context, ids: string[], work: (id: string) => Promise<void>) {
  let failed = 0;
  for (const id of ids) {
    try {
      await work(id);
    } catch (error) {
      if (isHopeless(error)) throw error;
      failed++;
      const failure = failureOf(error);
      if (json) terminal.json({ id, error: failure });
      else terminal.failure(failure, id);
    }
  }
  if (failed > 0) throw new SomeFailed();
}

const COLUMNS = [
  { head: 'DEAD LETTER', of: ({ id }: DeadLetter) => id },
  { head: 'SENT', of: ({ firstSentAt }: DeadLetter) => firstSentAt },
  { head: 'KIND', of: ({ kind }: DeadLetter) => kind },
  { head: 'REQUEST', of: ({ requestId }: DeadLetter) => requestId },
  { head: 'OUTCOME', of: ({ outcome, open }: DeadLetter) => (open ? `${outcome}, open` : outcome) },
  { head: 'REDRIVEN AS', of: ({ redrivenAs }: DeadLetter) => redrivenAs.at(-1)?.id },
];

/** Without what there is not. */
function linesOf(letter: DeadLetter): string[] {
  const { id, kind, requestId, outcome, reason, location, queue, firstSentAt, deliveries, putAsideAt } =
    letter;
  return [
    `Dead letter ${id}: ${outcome}${letter.open ? ', open' : ''}`,
    reason,
    ...(kind === null ? [] : [`Asked for: ${kind} ${requestId}`]),
    ...(location === null ? [] : [`See: ${location}`]),
    `Queue: ${queue}, sent ${firstSentAt}, delivered ${deliveries} times, put aside ${putAsideAt}`,
    ...letter.redrivenAs.map(({ id: newId, at }) => `Redriven as ${newId}, ${at}`),
    ...(letter.message === null ? [] : [`Message: ${JSON.stringify(letter.message)}`]),
    ...(letter.text === null ? [] : [`Text: ${letter.text.replace(/\p{Cc}/gu, '?')}`]), // whatever somebody sent
  ];
}

function redrivenText({ id, redrivenAs: { id: newId, location } }: Redrive): string {
  return `${id} redriven as ${newId}${location === null ? '' : `: ${location}`}`;
}
