import { join } from 'node:path';
import { type Child, nodeProgram } from '../children/child';
import { CloudReady } from '../cloud/cloud-ready';
import type { StartPart } from './part-starter';

/** SQS and S3 for this machine. `resources` rejects when they do not come about. */
export function startCloud(
  objectsDir: string,
  env: NodeJS.ProcessEnv,
  start: StartPart,
): { child: Child; resources: Promise<CloudReady> } {
  const child = start({
    name: 'cloud',
    ...nodeProgram(join(__dirname, '../cloud/main')),
    env: { ...env, FACEFLEET_OBJECTS_DIR: objectsDir },
    stopDeadlineMs: 5_000,
  });
  return { child, resources: child.message().then((message) => CloudReady.parse(message)) };
}
