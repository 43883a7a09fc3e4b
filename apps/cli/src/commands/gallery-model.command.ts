import type { GalleryModel } from '@facefleet/client';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, ContextOf } from '../context';
import { SomeFailed } from '../failure';
import { untilInterrupted } from '../interruption';
import type { Progress } from '../terminal/progress';

/** The gateway counts about once a second. */
const LOOK_EVERY_MS = 1_000;

export function galleryModelCommand(gallery: Command, contextOf: ContextOf): void {
  gallery
    .command('model')
    .description("a gallery's model, or a change to another one: all faces are embedded again")
    .argument('<gallery>')
    .argument('[model]', 'what to change to, one of `facefleet models`')
    .option('--no-wait', 'let the change go on')
    .action(
      async (name: string, model: string | undefined, { wait }: { wait: boolean }, command: Command) => {
        const context = contextOf(command);
        if (model === undefined) return print(context, await context.facefleet.findGalleryModel(name));
        const { id } = await context.facefleet.changeGalleryModel(name, { model });
        if (!wait) return print(context, await context.facefleet.findGalleryModel(name));
        const ended = await followToEnd(context, name, id);
        tellFailures(context, ended);
        print(context, ended);
        if (ended.change?.id !== id || ended.change.status !== 'switched') throw new SomeFailed();
      },
    );
}

async function followToEnd(context: Context, name: string, id: string): Promise<GalleryModel> {
  const { facefleet, terminal, json } = context;
  let bar: Progress | undefined;
  const interrupted = () => {
    bar?.end();
    terminal.note(`The change goes on. To see how far it is: npx facefleet gallery model ${name}`);
  };
  const untilEnd = async () => {
    for (;;) {
      const seen = await facefleet.findGalleryModel(name);
      const { change } = seen;
      // Somebody may have begun another one since.
      if (change?.id !== id || change.status !== 'embedding') return seen;
      if (change.total !== null) bar ??= terminal.progress(change.total, 'faces', json);
      bar?.at(change.done + change.failed);
      await sleep(LOOK_EVERY_MS);
    }
  };
  try {
    const ended = await untilInterrupted(untilEnd, interrupted);
    bar?.end();
    return ended;
  } catch (error) {
    interrupted();
    throw error;
  }
}

function tellFailures({ terminal, json }: Context, { change }: GalleryModel): void {
  if (change === null || json) return; // JSON has them in its line
  for (const { faceId, code, detail } of change.failures) terminal.failure({ code, detail }, faceId);
  const untold = change.failed - change.failures.length;
  if (untold > 0) terminal.note(`${untold} more faces failed.`);
}

function print({ terminal, json }: Context, shown: GalleryModel): void {
  if (json) return terminal.json(shown);
  terminal.table(
    [
      { head: 'GALLERY', of: ({ gallery }) => gallery },
      { head: 'MODEL', of: ({ model }) => model },
      { head: 'BEFORE', of: ({ previousModel }) => previousModel },
      { head: 'FACES', of: ({ faces }) => faces, align: 'right' },
      { head: 'WITHOUT', of: ({ facesWithout }) => facesWithout, align: 'right' },
      { head: 'LAST CHANGE', of: ({ change }) => change && changeOf(change) },
    ],
    [shown],
  );
}

function changeOf({ status, to, total, done, failed }: NonNullable<GalleryModel['change']>): string {
  const some = failed > 0 ? `, ${failed} failed` : '';
  return `to ${to}: ${status}, ${done} of ${total ?? 'yet unknown'} faces${some}`;
}
