import { type DynamicModule, type INestApplicationContext, Injectable } from '@nestjs/common';
import { Logger, LoggerModule } from 'nestjs-pino';
import { z } from 'zod';

export const logConfig = {
  FACEFLEET_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
};

/**
 * Parts of Nest that say too much: its wiring at each start (40 lines), and its Redis transport, which prints four
 * stack traces per attempt while Redis is away; that Redis is away, `libs/cache` says once.
 */
const CHATTER = new Set([
  'InstanceLoader',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'ClientProxy',
  'Server',
]);
const isChatter = (rest: unknown[]): boolean => CHATTER.has(String(rest.at(-1)));

@Injectable()
class AppLogger extends Logger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (isChatter(rest)) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (isChatter(rest)) this.debug(message, ...rest);
    else super.error(message, ...rest);
  }
}

export interface LogOptions {
  level?: string;
  /** On every line. */
  fields?: Record<string, string>;
  /** On each line, as it is then. */
  more?: () => object;
}

/** One JSON line per event on stdout; every line names its app, and the worker where there is one. */
export class LoggingModule {
  static forApp(app: string, options: LogOptions = {}): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRoot({
          forRoutes: [], // no line per HTTP request: what matters about one is logged where it is known
          pinoHttp: {
            level: options.level ?? 'info',
            mixin: options.more,
            base: { app, pid: process.pid, ...options.fields },
            formatters: { level: (label) => ({ level: label }) },
            timestamp: () => `,"time":"${new Date().toISOString()}"`,
          },
        }),
      ],
      providers: [AppLogger],
      exports: [AppLogger],
    };
  }
}

/** Sends everything that Nest's own `Logger` is told through pino. */
export function useStructuredLogs(app: INestApplicationContext): void {
  app.useLogger(app.get(AppLogger));
}
