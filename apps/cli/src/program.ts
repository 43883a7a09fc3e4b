import { Command } from 'commander';
import { auditCommand } from './commands/audit.command';
import { dlqCommand } from './commands/dlq.command';
import { enrolCommand } from './commands/enrol.command';
import { erasureCommand } from './commands/erasure.command';
import { fleetCommand } from './commands/fleet.command';
import { galleryCommand } from './commands/gallery.command';
import { importCommand } from './commands/import.command';
import { keysCommand } from './commands/keys.command';
import { modelsCommand } from './commands/models.command';
import { peopleCommand } from './commands/people.command';
import { recognizeCommand } from './commands/recognize.command';
import { watchCommand } from './commands/watch.command';
import { connect, type ConnectionOptions, type Surroundings } from './connection';
import type { ContextOf } from './context';
import type { Terminal } from './terminal/terminal';

const AFTER_HELP = `
Where the gateway is and its key are looked for in the options, then in FACEFLEET_URL and FACEFLEET_KEY, then in
.facefleet/local.json, which \`npm start\` writes. Exit codes: 0 all is well, 1 something failed, 2 wrong usage.`;

export function createProgram({ terminal, ...surroundings }: Surroundings & { terminal: Terminal }): Command {
  const contextOf: ContextOf = (command) => {
    const options = command.optsWithGlobals<ConnectionOptions & { json?: boolean }>();
    return { facefleet: connect(options, surroundings), terminal, json: options.json === true };
  };
  const program = new Command('facefleet')
    .description('Face recognition that runs in your own account')
    .option('--url <url>', 'where the gateway is')
    .option('--key <key>', 'API key; others on this machine can see it here, unlike in FACEFLEET_KEY')
    .option('--json', 'results as JSON, one object a line')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(--help says more)')
    .exitOverride();
  for (const add of [
    recognizeCommand,
    enrolCommand,
    importCommand,
    galleryCommand,
    peopleCommand,
    modelsCommand,
    keysCommand,
    erasureCommand,
    auditCommand,
    fleetCommand,
    dlqCommand,
    watchCommand,
  ]) {
    add(program, contextOf);
  }
  return program;
}
