import type { Erasure } from '@facefleet/client';
import type { Command } from 'commander';
import type { ContextOf } from '../context';
import type { Terminal } from '../terminal/terminal';

export function erasureCommand(program: Command, contextOf: ContextOf): void {
  const erasure = program
    .command('erasure')
    .description('what goes of somebody who was removed, from all that is stored');

  erasure
    .command('show')
    .description('how far it is')
    .argument('<id>', 'as whoever removes a person or a gallery is told')
    .action(async (id: string, _options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const found = await facefleet.findErasure(id);
      if (json) terminal.json(found);
      else for (const line of linesOf(found)) terminal.line(line);
    });
}

/** Of whoever was removed: what is stored of earlier requests is looked through from now on. */
export function tellOfErasure(terminal: Terminal, erasure: { id: string } | undefined): void {
  if (!erasure) return;
  terminal.note(
    `What is stored of earlier requests is being looked through. To see how far it is: npx facefleet erasure show ${erasure.id}`,
  );
}

function linesOf({ id, gallery, status, requestedAt, finishedAt, removed }: Erasure): string[] {
  const began = `Erasure ${id} from ${gallery}: ${status}, requested ${requestedAt}`;
  if (removed === null) return [began];
  const { removedResults, changedResults, removedImages, changedLists, removedBatches, droppedAnswers } =
    removed;
  return [
    `${began}, finished ${finishedAt}`,
    `Results: ${removedResults} removed, ${changedResults} changed; ${droppedAnswers} cached ones dropped`,
    `Images: ${removedImages} removed`,
    `Lists of batches and imports: ${changedLists} lines changed, ${removedBatches} lists removed`,
  ];
}
