import { type INestApplication, Logger } from '@nestjs/common';
import { messageOf } from './errors';

/**
 * Ends the app in order on SIGTERM, SIGINT, or when the process that started it is gone (its IPC channel closes), and
 * leaves with status 0. An app that does not end in time is left with status 1: what it held comes back by itself.
 */
export function stopOnSignals(app: INestApplication, deadlineMs: number): void {
  const logger = new Logger('Shutdown');
  let stopping = false;
  const stop = (why: string) => {
    if (stopping) return;
    stopping = true;
    logger.log({ why }, 'stopping');
    setTimeout(() => {
      logger.error({ deadlineMs }, 'did not stop in time');
      leave(1);
    }, deadlineMs).unref();
    app.close().then(
      () => leave(0),
      (error: unknown) => {
        logger.error({ error: messageOf(error) }, 'stopped with an error');
        leave(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('the parent process is gone'));
}

/**
 * Exits without exit handlers. Log lines are written synchronously, so nothing waits to be flushed; but the log's own
 * handler tries for ever to write a last line to a standard output that nobody reads any more.
 */
function leave(status: number): never {
  process.removeAllListeners('exit');
  process.exit(status);
}
