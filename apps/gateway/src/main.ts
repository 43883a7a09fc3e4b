import { connectEvents } from '@facefleet/cache';
import { stopOnSignals, useStructuredLogs } from '@facefleet/platform';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { gatewayConfig } from './config';
import { LimitedHttpAdapter } from './connections/limited-http.adapter';
import { connectionLimitsOf } from './connections/limits-of';
import { configureHttp } from './http';
import { GatewayModule } from './gateway.module';

const STOP_DEADLINE_MS = 15_000;

async function main(): Promise<void> {
  const config = gatewayConfig(process.env);
  const adapter = new LimitedHttpAdapter(connectionLimitsOf(config));
  const app = await NestFactory.create<NestExpressApplication>(GatewayModule.forRoot(config), adapter, {
    bufferLogs: true,
    abortOnError: false,
    bodyParser: false, // images come as multipart; see configureHttp
  });
  useStructuredLogs(app);
  stopOnSignals(app, STOP_DEADLINE_MS);
  configureHttp(app, config);
  connectEvents(app, config.REDIS_URL);
  await app.listen(config.FACEFLEET_PORT, config.FACEFLEET_HOST);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
