import { connectEvents } from '@facefleet/cache';
import { stopOnSignals, useStructuredLogs } from '@facefleet/platform';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { scalerConfig } from './config';
import { ScalerModule } from './scaler.module';

/** Longer than worker processes are given to drain. */
const STOP_DEADLINE_MS = 30_000;

async function main(): Promise<void> {
  const config = scalerConfig(process.env);
  const app = await NestFactory.create<NestExpressApplication>(ScalerModule.forRoot(config), {
    bufferLogs: true,
    abortOnError: false,
  });
  useStructuredLogs(app);
  stopOnSignals(app, STOP_DEADLINE_MS);
  connectEvents(app, config.REDIS_URL);
  await app.listen(config.FACEFLEET_SCALER_PORT, '127.0.0.1');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
