import { progressOn } from './fetch/progress';
import { installModels, type InstalledModels } from './install';
import { readSettings, USAGE, type Settings } from './settings';
import { modelTable } from './table';

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env);
  switch (settings.action) {
    case 'help':
      return print(USAGE);
    case 'list':
      return print(await modelTable(settings.modelsDir));
    case 'install-json':
      return print(JSON.stringify(await install(settings)));
    case 'install': {
      const { defaultSet } = await install(settings);
      print(await modelTable(settings.modelsDir));
      return print(`The ${defaultSet} set is the default.`);
    }
  }
}

function install({ modelsDir, mode, from }: Settings): Promise<InstalledModels> {
  return installModels({
    modelsDir,
    mode,
    from,
    log: (line) => process.stderr.write(`${line}\n`),
    progress: progressOn(process.stderr),
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  // An abandoned connection to a host that never answered would keep the process alive for seconds.
  () => process.stdout.write('', () => process.exit(0)),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`models: ${message.replace(/\s+/g, ' ')}\n`, () => process.exit(1));
  },
);
