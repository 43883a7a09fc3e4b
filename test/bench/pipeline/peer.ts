import { AskedChild } from '../../support/asked-child';
import { installPackages, reasonOf } from '../peers/packages';
import type { PeerQuestion, PortraitsRun } from './messages';

export type Peer = AskedChild<PeerQuestion, PortraitsRun>;

/** @returns ready to be asked, or why it could not be had */
export async function startPeer(): Promise<Peer | { skipped: string }> {
  try {
    await installPackages();
    return await AskedChild.start('test/bench/pipeline/peer.child.ts', {});
  } catch (error) {
    return { skipped: reasonOf(error) };
  }
}
