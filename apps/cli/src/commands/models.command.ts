import type { Command } from 'commander';
import type { ContextOf } from '../context';

export function modelsCommand(program: Command, contextOf: ContextOf): void {
  program
    .command('models')
    .description('the embedding models that galleries can have')
    .action(async (_options: object, command: Command) => {
      const { facefleet, terminal, json } = contextOf(command);
      const { models } = await facefleet.listModels();
      if (json) for (const model of models) terminal.json(model);
      else {
        terminal.table(
          [
            { head: 'MODEL', of: ({ name }) => name },
            { head: 'SET', of: ({ set }) => set },
            { head: 'INSTALLED', of: ({ installed }) => (installed ? 'yes' : 'no') },
            { head: 'OF NEW GALLERIES', of: (model) => (model.default ? 'yes' : 'no') },
          ],
          models,
        );
      }
    });
}
