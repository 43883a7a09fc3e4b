import { join } from 'node:path';
import { z } from 'zod';
import { nodeProgram } from '../children/child';
import type { LocalConfig } from '../config';
import { projectRoot } from '../project';
import type { StartPart } from './part-starter';

const Models = z.object({
  installed: z.array(z.string()),
  defaultSet: z.string(),
  /** Embedding model of new galleries. */
  defaultModel: z.string(),
});
export type Models = z.infer<typeof Models>;

/** Gets the models that are missing, by the tool behind `npm run models`. Its progress goes to the terminal. */
export async function prepareModels(
  { models, env }: LocalConfig,
  modelsDir: string,
  start: StartPart,
): Promise<Models> {
  const { command, args } = nodeProgram(join(projectRoot, 'models/src/main.ts'), ['--import', 'tsx']);
  const from = models.from === undefined ? [] : ['--from', models.from];
  const tool = start(
    {
      name: 'models',
      command,
      args: [...args, '--json', '--mode', models.mode, '--dir', modelsDir, ...from],
      env,
      cwd: projectRoot, // its loader finds the path aliases there
      stopDeadlineMs: 2_000,
      errorOutput: 'terminal',
    },
    (line) => line,
  );
  const how = await tool.ended;
  if (how !== 'exit code 0') throw new Error(`the models could not be prepared (${how}): see above`);
  await tool.outputRead;
  return Models.parse(JSON.parse(tool.recentLines.at(-1) ?? ''));
}
