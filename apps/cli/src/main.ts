import { createProgram } from './program';
import { exitCodeOf } from './failure';
import { Terminal } from './terminal/terminal';

const terminal = new Terminal(process.stdout, process.stderr, process.env);
// Whoever reads our output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

createProgram({ terminal, env: process.env, cwd: process.cwd() })
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error, terminal);
  });
