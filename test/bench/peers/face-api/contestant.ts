import { join } from 'node:path';
import type { Contestant } from '../contestant';
import { installPackages } from '../packages';
import { PeerServer } from '../peer-server';
import type { Detector } from './face-api.cjs';

const CHOICES: Record<Detector, string> = { tiny: 'its fastest detector', ssd: 'its default detector' };

/** @throws Error where it cannot be installed or does not start */
export async function startFaceApi(detector: Detector): Promise<Contestant> {
  await installPackages();
  const server = await PeerServer.start(process.execPath, [join(__dirname, 'server.cjs'), detector]);
  return {
    details: `${CHOICES[detector]}, wasm backend in one Express process, the surest face only`,
    pids: { server: server.pid },
    ownRoles: ['server'],
    enrol: async (person, image) => {
      await server.post(`/people/${encodeURIComponent(person)}/faces`, image);
    },
    ask: (image) => server.post('/recognitions', image),
    stop: () => server.stop(),
  };
}
