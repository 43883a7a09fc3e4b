import { messageOf } from '@facefleet/platform';
import { localConfig } from './config';
import { Console } from './logs/console';
import { LocalSystem } from './system';

/** npm passes on to us what the terminal has told us already: only a later signal is a person's second Ctrl-C. */
const SAME_SIGNAL_MS = 500;

async function main(): Promise<number> {
  const console = new Console(process.stdout);
  const system = new LocalSystem(localConfig(process.env), console);
  const asked = stopAsked(() => {
    system.kill();
    process.exit(130);
  });
  const failed = Promise.race([system.broken, system.start().then(() => system.broken, messageOf)]);
  const exitCode = await Promise.race([
    asked.then((signal) => {
      console.say(`\n${signal}: finishing what was accepted; Ctrl-C once more stops at once`);
      return 0;
    }),
    failed.then((why) => {
      console.say(`Facefleet cannot run: ${why}`);
      return 1;
    }),
  ]);
  await system.stop();
  return exitCode;
}

/** Resolves with the first signal that asks us to end; calls `atOnce` for the second. */
function stopAsked(atOnce: () => void): Promise<string> {
  return new Promise((resolve) => {
    let firstAtMs: number | undefined;
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        firstAtMs ??= Date.now();
        if (Date.now() - firstAtMs > SAME_SIGNAL_MS) atOnce();
        else resolve(name);
      });
    }
  });
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exit(1);
  },
);
