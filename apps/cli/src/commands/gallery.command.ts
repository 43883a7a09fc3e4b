import type { Gallery } from '@facefleet/client';
import type { Command } from 'commander';
import type { Context, ContextOf } from '../context';
import { falseMatchRate } from './arguments';

export function galleryCommand(program: Command, contextOf: ContextOf): void {
  const gallery = program.command('gallery').description('galleries and their settings');

  gallery
    .command('show')
    .description('a gallery, its size and its settings')
    .argument('<gallery>')
    .action(async (name: string, _options: object, command: Command) => {
      const context = contextOf(command);
      print(context, await context.facefleet.findGallery(name));
    });

  gallery
    .command('set')
    .description("change a gallery's settings")
    .argument('<gallery>')
    .requiredOption('--max-false-match-rate <rate>', 'how often a stranger may be named', falseMatchRate)
    .action(async (name: string, settings: { maxFalseMatchRate: number }, command: Command) => {
      const context = contextOf(command);
      const { maxFalseMatchRate } = settings;
      print(context, await context.facefleet.configureGallery(name, { maxFalseMatchRate }));
    });
}

function print({ terminal, json }: Context, gallery: Gallery): void {
  if (json) terminal.json(gallery);
  else {
    terminal.table(
      [
        { head: 'GALLERY', of: ({ name }) => name },
        { head: 'PEOPLE', of: ({ people }) => people, align: 'right' },
        { head: 'FACES', of: ({ faces }) => faces, align: 'right' },
        { head: 'MAX FALSE MATCH RATE', of: ({ maxFalseMatchRate }) => maxFalseMatchRate, align: 'right' },
        { head: 'MODEL', of: ({ model }) => model },
      ],
      [gallery],
    );
  }
}
