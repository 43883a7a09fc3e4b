import { join } from 'node:path';
import { parseArgs } from 'node:util';
// Not the whole of @facefleet/platform: each start of the system waits for this tool.
import { loadConfig } from '@facefleet/platform/config';
import { z } from 'zod';
import { isHttpUrl } from './fetch/source-fetcher';

export const USAGE = `npm run models -- [options]   shows the models and gets those that are missing
  --list         only shows them
  --mode MODE    auto (default), or a set: builtin, recommended, ...; else FACEFLEET_MODELS
  --from PLACE   folder or base URL to get the files of models from; else FACEFLEET_MODELS_FROM
  --dir FOLDER   where the models lie; default: models in FACEFLEET_HOME (.facefleet)
  --json         for programs: one line of JSON about what is installed, nothing else, on standard output`;

const Environment = z.object({
  FACEFLEET_MODELS: z.string().default('auto'),
  FACEFLEET_MODELS_FROM: z.string().optional(),
  FACEFLEET_HOME: z.string().default('.facefleet'),
});

export interface Settings {
  action: 'install' | 'install-json' | 'list' | 'help';
  /** `auto` or the name of a set. */
  mode: string;
  from?: string;
  modelsDir: string;
}

/**
 * Options of the command line win over the environment.
 *
 * @throws Error naming an option or a variable that is wrong
 */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      list: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      mode: { type: 'string' },
      from: { type: 'string' },
      dir: { type: 'string' },
    },
  });
  const config = loadConfig(Environment, env);
  if (values.list && values.json)
    throw new Error('--list is for people and --json for programs: give one of them');
  const from = values.from ?? config.FACEFLEET_MODELS_FROM;
  if (from !== undefined && isHttpUrl(from) && !URL.canParse(from))
    throw new Error('--from (FACEFLEET_MODELS_FROM) is neither a folder nor a URL');
  return {
    action: values.help ? 'help' : values.list ? 'list' : values.json ? 'install-json' : 'install',
    mode: values.mode ?? config.FACEFLEET_MODELS,
    from,
    modelsDir: values.dir ?? join(config.FACEFLEET_HOME, 'models'),
  };
}
