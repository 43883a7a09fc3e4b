import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelPath } from '@facefleet/models';
import type { Contestant } from '../contestant';
import { PeerServer } from '../peer-server';

const DETECTOR = 'yunet-n';

/**
 * @param modelsDir where ours has its models
 * @throws Error where there is no Python, no OpenCV or no YuNet
 */
export async function startOpenCv(python: string, modelsDir: string): Promise<Contestant> {
  const yunet = modelPath(modelsDir, DETECTOR);
  if (!existsSync(yunet)) throw new Error('YuNet is not there: the recommended models could not be had');
  const server = await start(python, yunet);
  return {
    details: `${server.version}, YuNet by cv2.dnn on at most 320 pixels; it names nobody`,
    pids: { server: server.pid },
    ownRoles: ['server'],
    ask: (image) => server.post('/recognitions', image),
    stop: () => server.stop(),
  };
}

async function start(python: string, yunet: string): Promise<PeerServer> {
  try {
    return await PeerServer.start(python, ['-B', join(__dirname, 'server.py'), yunet]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error(`there is no ${python}`, { cause: error });
    throw error;
  }
}
