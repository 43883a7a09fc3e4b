import type { Person, PersonChange, PersonSummary } from '@facefleet/client';
import type { Command } from 'commander';
import { saveArchive } from '../archive-file';
import type { Context, ContextOf } from '../context';
import { metadataChange } from './arguments';
import { tellOfErasure } from './erasure.command';

interface Change {
  name?: string;
  meta?: NonNullable<PersonChange['metadata']>;
}

export function peopleCommand(program: Command, contextOf: ContextOf): void {
  const people = program.command('people').description('who is in a gallery');

  people
    .command('list')
    .description('who is enrolled in a gallery')
    .argument('<gallery>')
    .action(async (gallery: string, _options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const people: PersonSummary[] = [];
      for await (const person of facefleet.people(gallery, { limit: 1_000 })) {
        if (json) terminal.json(person);
        else people.push(person);
      }
      if (!json) {
        terminal.table(
          [
            { head: 'PERSON', of: ({ id }) => id },
            { head: 'NAME', of: ({ name }) => name },
            { head: 'FACES', of: ({ faces }) => faces, align: 'right' },
          ],
          people,
        );
      }
    });

  people
    .command('show')
    .description('a person, with metadata and faces')
    .argument('<gallery>')
    .argument('<personId>')
    .action(async (gallery: string, person: string, _options: object, command: Command) => {
      const context = contextOf(command);
      print(context, await context.facefleet.findPerson(gallery, person));
    });

  people
    .command('rename')
    .description('change the name or the metadata of a person; the id stays')
    .argument('<gallery>')
    .argument('<personId>')
    .option('--name <name>', 'what people read')
    .option(
      '--meta <key=value...>',
      'a text; key:=value is JSON, as badge:=1815, and key:=null removes it',
      metadataChange,
    )
    .action(async (gallery: string, person: string, { name, meta }: Change, command: Command) => {
      if (name === undefined && meta === undefined) command.error('error: say --name or --meta');
      const context = contextOf(command);
      print(context, await context.facefleet.updatePerson(gallery, person, { name, metadata: meta }));
    });

  people
    .command('remove')
    .description('erase a person: all faces, and the images they were enrolled from')
    .argument('<gallery>')
    .argument('<personId>')
    .action(async (gallery: string, person: string, _options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const receipt = await facefleet.removePerson(gallery, person);
      if (json) return terminal.json(receipt);
      terminal.line(
        `Removed ${receipt.removedFaces} faces and ${receipt.removedImages} images of ${person}.`,
      );
      tellOfErasure(terminal, receipt.erasure);
    });

  people
    .command('export')
    .description('all that is known about a person as a tar, to tell whoever asks')
    .argument('<gallery>')
    .argument('<personId>')
    .option('-o, --output <file>', 'where to write it (default: <personId>.tar)')
    .action(async (gallery: string, person: string, { output }: { output?: string }, command: Command) => {
      const context = contextOf(command);
      const file = output ?? `${person}.tar`;
      const tar = context.facefleet.exportPerson(gallery, person);
      await saveArchive(context, tar, file, { gallery, personId: person });
    });
}

function print({ terminal, json }: Context, person: Person): void {
  if (json) return terminal.json(person);
  const metadata = Object.entries(person.metadata);
  terminal.table(
    [
      { head: 'PERSON', of: ({ id }) => id },
      { head: 'NAME', of: ({ name }) => name },
      { head: 'FACES', of: ({ faces }) => faces.length, align: 'right' },
    ],
    [person],
  );
  if (metadata.length > 0) {
    terminal.line('');
    terminal.table(
      [
        { head: 'METADATA', of: ([key]) => key },
        { head: 'VALUE', of: ([, value]) => (Array.isArray(value) ? value.join(', ') : String(value)) },
      ],
      metadata,
    );
  }
  if (person.faces.length > 0) {
    terminal.line('');
    terminal.table(
      [
        { head: 'FACE', of: ({ id }) => id },
        { head: 'ENROLLED', of: ({ enrolledAt }) => enrolledAt },
        { head: 'MODELS', of: ({ models }) => models.join(', ') },
      ],
      person.faces,
    );
  }
}
