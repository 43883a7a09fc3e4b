import { provision } from '@facefleet/aws';
import { envInt, loadConfig, messageOf } from '@facefleet/platform';
import { z } from 'zod';
import type { CloudReady } from './cloud-ready';
import { startCloudServer } from './server';

const Settings = z.object({
  AWS_REGION: z.string(),
  FACEFLEET_OBJECTS_DIR: z.string(),
  /** Others than this machine reach it only in a network of containers: it asks for no key. */
  FACEFLEET_CLOUD_HOST: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  FACEFLEET_CLOUD_PORT: envInt(0, 65_535).default(0),
});

const NAME_PREFIX = 'facefleet';

async function main(): Promise<void> {
  const settings = loadConfig(Settings, process.env);
  const server = await startCloudServer(settings.FACEFLEET_OBJECTS_DIR, (message) => console.warn(message), {
    host: settings.FACEFLEET_CLOUD_HOST,
    port: settings.FACEFLEET_CLOUD_PORT,
  });
  process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
  const resources = await provision({
    endpoint: server.endpoint,
    region: settings.AWS_REGION,
    prefix: NAME_PREFIX,
  });
  process.send?.({ endpoint: server.endpoint, ...resources } satisfies CloudReady);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exit(1);
});
