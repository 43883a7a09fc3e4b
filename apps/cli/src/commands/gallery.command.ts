import type { Gallery, GallerySettings } from '@facefleet/client';
import type { Command } from 'commander';
import type { Context, ContextOf } from '../context';
import { CliError } from '../failure';
import { falseMatchRate, retention } from './arguments';
import { tellOfErasure } from './erasure.command';
import { galleryExportCommand } from './gallery-export.command';
import { galleryModelCommand } from './gallery-model.command';

export function galleryCommand(program: Command, contextOf: ContextOf): void {
  const gallery = program.command('gallery').description('galleries and their settings');

  gallery
    .command('list')
    .description('all galleries that the key reaches')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      print(context, (await context.facefleet.listGalleries()).galleries);
    });

  withSettings(
    gallery
      .command('create')
      .description('a new gallery; enrolling into one that there is not makes it, too')
      .argument('<gallery>')
      .option('--model <model>', 'the embedding model, one of `facefleet models`'),
  ).action(async (name: string, options: GallerySettings & { model?: string }, command: Command) => {
    const context = contextOf(command);
    print(context, [await context.facefleet.createGallery({ name, ...options })]);
  });

  gallery
    .command('show')
    .description('a gallery, its size and its settings')
    .argument('<gallery>')
    .action(async (name: string, _options: object, command: Command) => {
      const context = contextOf(command);
      print(context, [await context.facefleet.findGallery(name)]);
    });

  withSettings(
    gallery
      .command('set')
      .description("change a gallery's settings, those that are named")
      .argument('<gallery>'),
  ).action(async (name: string, settings: GallerySettings, command: Command) => {
    if (Object.keys(settings).length === 0) {
      command.error('error: name at least one setting: --max-false-match-rate, --retention');
    }
    const context = contextOf(command);
    print(context, [await context.facefleet.configureGallery(name, settings)]);
  });

  gallery
    .command('delete')
    .description('erase a gallery with everybody in it')
    .argument('<gallery>')
    .option('--yes', 'also where there are people in it')
    .action(async (name: string, { yes }: { yes?: boolean }, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      if (!yes) {
        const { people, faces } = await facefleet.findGallery(name);
        if (people > 0) {
          throw new CliError(
            'gallery-not-empty',
            `${name} has ${people} people with ${faces} faces. To erase all of them, say --yes.`,
          );
        }
      }
      const receipt = await facefleet.deleteGallery(name);
      if (json) return terminal.json(receipt);
      const { removedPeople, removedFaces, removedImages, erasure } = receipt;
      terminal.line(
        `Deleted ${name} with ${removedPeople} people, ${removedFaces} faces and ${removedImages} images.`,
      );
      tellOfErasure(terminal, erasure);
    });

  galleryExportCommand(gallery, contextOf);
  galleryModelCommand(gallery, contextOf);
}

function withSettings(command: Command): Command {
  return command
    .option('--max-false-match-rate <rate>', 'how often a stranger may be named', falseMatchRate)
    .option(
      '--retention <retention>',
      'how long images that are asked about and answers are kept: keep, 12h, 30d; none: images not at all, answers a day',
      retention,
    );
}

function print({ terminal, json }: Context, galleries: Gallery[]): void {
  if (json) for (const gallery of galleries) terminal.json(gallery);
  else {
    terminal.table(
      [
        { head: 'GALLERY', of: ({ name }) => name },
        { head: 'PEOPLE', of: ({ people }) => people, align: 'right' },
        { head: 'FACES', of: ({ faces }) => faces, align: 'right' },
        { head: 'MAX FALSE MATCH RATE', of: ({ maxFalseMatchRate }) => maxFalseMatchRate, align: 'right' },
        { head: 'RETENTION', of: ({ retention }) => retention },
        { head: 'MODEL', of: ({ model }) => model },
      ],
      galleries,
    );
  }
}
