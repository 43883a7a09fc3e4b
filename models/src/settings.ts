import { join } from 'node:path';
import { parseArgs } from 'node:util';
// Not the whole of @facefleet/platform: each start of the system waits for this tool.
import { loadConfig } from '@facefleet/platform/config';
import { z } from 'zod';
import { isHttpUrl } from './fetch/source-fetcher';
import { ModelSetName } from './manifest';

export const USAGE = `npm run models -- [options]   shows the models and gets those that are missing
  --list         only shows them
  --mode MODE    auto (default), builtin or recommended; else FACEFLEET_MODELS
  --from PLACE   folder or base URL to get the recommended set from; else FACEFLEET_MODELS_FROM
  --dir FOLDER   where the models lie; default: models in FACEFLEET_HOME (.facefleet)
  --json         for programs: one line of JSON about what is installed, nothing else, on standard output`;

const Mode = z.enum(['auto', ...ModelSetName.options]);

const Environment = z.object({
  FACEFLEET_MODELS: Mode.default('auto'),
  FACEFLEET_MODELS_FROM: z.string().optional(),
  FACEFLEET_HOME: z.string().default('.facefleet'),
});

export interface Settings {
  action: 'install' | 'install-json' | 'list' | 'help';
  mode: z.infer<typeof Mode>;
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
  const mode = Mode.safeParse(values.mode ?? config.FACEFLEET_MODELS);
  if (!mode.success) throw new Error(`--mode is one of ${Mode.options.join(', ')}`);
  if (values.list && values.json)
    throw new Error('--list is for people and --json for programs: give one of them');
  const from = values.from ?? config.FACEFLEET_MODELS_FROM;
  if (from !== undefined && isHttpUrl(from) && !URL.canParse(from))
    throw new Error('--from (FACEFLEET_MODELS_FROM) is neither a folder nor a URL');
  return {
    action: values.help ? 'help' : values.list ? 'list' : values.json ? 'install-json' : 'install',
    mode: mode.data,
    from,
    modelsDir: values.dir ?? join(config.FACEFLEET_HOME, 'models'),
  };
}
