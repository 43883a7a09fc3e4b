import { connectEvents } from '@facefleet/cache';
import { stopOnSignals, useStructuredLogs } from '@facefleet/platform';
import { FaceAnalyser } from '@facefleet/vision';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { recognizerConfig } from './config';
import { RecognizerModule } from './recognizer.module';
import { Heartbeat } from './worker/heartbeat';
import { StartPhases } from './worker/start-phases';

/** An image takes well below a second: whatever is not finished by then goes back to the queue. */
const STOP_DEADLINE_MS = 25_000;

async function main(): Promise<void> {
  const phases = new StartPhases();
  phases.ended('modules');
  const config = recognizerConfig(process.env);
  const app = await NestFactory.create<NestExpressApplication>(RecognizerModule.forRoot(config), {
    bufferLogs: true,
    abortOnError: false,
  });
  useStructuredLogs(app);
  stopOnSignals(app, STOP_DEADLINE_MS);
  connectEvents(app, config.REDIS_URL);
  phases.ended('app');
  // Before the consumers start, which Nest does in `listen`: the first message must not wait for the models.
  await app.get(FaceAnalyser).warmUp(config.FACEFLEET_MODEL);
  phases.ended('models');
  await app.listen(config.FACEFLEET_HEALTH_PORT, config.FACEFLEET_HEALTH_HOST);
  app.get(Heartbeat).enter('ready');
  phases.ended('listen');
  new Logger('Worker').log(phases.report, 'ready');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
