/**
 * Runs a command-line tool. What goes wrong is one sentence on standard error, and exit code 1.
 *
 * @param parse throws for anything that it does not understand
 */
export function runTool<T>(
  parse: (argv: string[], env: NodeJS.ProcessEnv) => T | 'help',
  usage: string,
  main: (options: T) => Promise<void>,
): void {
  try {
    const options = parse(process.argv.slice(2), process.env);
    if (options === 'help') console.log(usage);
    else main(options).catch(fail);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
