import type { World } from '@facefleet/scaling';

export function boundOf(_world: World): number | undefined {
  return undefined;
}
