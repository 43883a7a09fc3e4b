import type { Import } from '@facefleet/client';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, ContextOf } from '../context';
import { SomeFailed } from '../failure';
import { importSourceOf } from '../import-source';
import { untilInterrupted } from '../interruption';
import type { Progress } from '../terminal/progress';

interface Options {
  gallery: string;
  follow?: string;
  cancel?: string;
  wait: boolean;
}

/** The gateway counts about once a second. */
const LOOK_EVERY_MS = 1_000;
const ITEMS_A_PAGE = 1_000;

export function importCommand(program: Command, contextOf: ContextOf): void {
  program
    .command('import')
    .description(
      'enrol many people: a folder with a folder of images for each, named by the id, or an archive',
    )
    .argument('[source]', 'a folder, or a zip, tar or tar.gz')
    .requiredOption('--gallery <gallery>', 'where to enrol them')
    .option('--no-wait', 'print the id of the import and let it go on')
    .option('--follow <importId>', 'go on watching an import that was started before')
    .option('--cancel <importId>', 'stop an import; who is enrolled stays')
    .action(async (source: string | undefined, options: Options, command: Command) => {
      const { gallery, follow, cancel, wait } = options;
      if ([source, follow, cancel].filter((asked) => asked !== undefined).length !== 1) {
        command.error('error: name a folder or an archive, or say --follow or --cancel');
      }
      const context = contextOf(command);
      const { facefleet, terminal, json } = context;
      if (cancel !== undefined) {
        const cancelled = await facefleet.cancelImport(gallery, cancel);
        if (json) terminal.json(cancelled);
        else terminal.line(summaryOf(cancelled));
        return;
      }
      const started =
        source === undefined
          ? await facefleet.findImport(gallery, follow!)
          : await send(context, gallery, source);
      if (wait) await followToEnd(context, started);
      else if (json) terminal.json(started);
      else terminal.line(started.id); // alone, for scripts
    });
}

async function send({ facefleet, terminal, json }: Context, gallery: string, path: string): Promise<Import> {
  const source = await importSourceOf(path);
  const sent = terminal.progress(source.total, source.what, json);
  try {
    return await untilInterrupted(
      () => facefleet.startImport(gallery, source.open(sent)),
      () => {
        sent.end();
        terminal.note('Nothing was imported: not all of it had been sent.');
      },
    );
  } finally {
    sent.end();
  }
}

/** @throws SomeFailed after each image that is not enrolled was told */
async function followToEnd(context: Context, started: Import): Promise<void> {
  const { terminal, json } = context;
  const howToGoOn = () =>
    terminal.note(
      `The import goes on. To watch it: npx facefleet import --follow ${started.id} --gallery ${started.gallery}`,
    );
  let bar: Progress | undefined;
  const show = (seen: Import) => {
    if (seen.total !== null) bar ??= terminal.progress(seen.total, 'images', json);
    bar?.at(doneOf(seen));
  };
  const interrupted = () => {
    bar?.end();
    howToGoOn();
  };
  let ended: Import;
  try {
    ended = await untilInterrupted(() => endOf(context, started, show), interrupted);
  } catch (error) {
    interrupted();
    throw error;
  }
  bar?.end();
  await tellFailures(context, ended);
  if (json) terminal.json(ended);
  else terminal.line(summaryOf(ended));
  if (ended.status === 'cancelled' || ended.failed + ended.rejected > 0) throw new SomeFailed();
}

async function endOf(
  { facefleet }: Context,
  started: Import,
  seen: (latest: Import) => void,
): Promise<Import> {
  let latest = started;
  for (;;) {
    seen(latest);
    if (latest.status === 'finished' || latest.status === 'cancelled') return latest;
    await sleep(LOOK_EVERY_MS);
    latest = await facefleet.findImport(started.gallery, started.id);
  }
}

async function tellFailures({ facefleet, terminal, json }: Context, { gallery, id, ...ended }: Import) {
  for (const status of ['rejected', 'failed'] as const) {
    if (ended[status] === 0) continue;
    for await (const item of facefleet.importItems(gallery, id, { status, limit: ITEMS_A_PAGE })) {
      const { name: file, personId, error } = item;
      if (error === undefined) continue;
      if (json) terminal.json({ file, personId, error });
      else terminal.failure(error, file);
    }
  }
}

const doneOf = ({ succeeded, rejected, failed, skipped }: Import) => succeeded + rejected + failed + skipped;

function summaryOf({ gallery, status, total, succeeded, rejected, failed, skipped }: Import): string {
  const counts = [
    `${succeeded} of ${total ?? 'yet unknown'} images enrolled`,
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const state = status === 'finished' ? '' : ` (${status})`;
  return `${gallery}${state}: ${counts.join(', ')}.`;
}
