import type { PersonSummary } from '@facefleet/client';
import type { Command } from 'commander';
import type { ContextOf } from '../context';

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
    .command('remove')
    .description('erase a person: all faces, and the images they were enrolled from')
    .argument('<gallery>')
    .argument('<personId>')
    .action(async (gallery: string, person: string, _options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const receipt = await facefleet.removePerson(gallery, person);
      if (json) terminal.json(receipt);
      else
        terminal.line(
          `Removed ${receipt.removedFaces} faces and ${receipt.removedImages} images of ${person}.`,
        );
    });
}
