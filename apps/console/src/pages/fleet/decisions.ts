import type { components, operations } from '@facefleet/client/browser';
import { api, dataOf } from '../../api/api';
import type { FleetRecord } from './fleet-status';

type Query = NonNullable<operations['listFleetDecisions']['parameters']['query']>;

export interface DecisionsPage {
  /** Newest first. */
  records: FleetRecord[];
  /** null: this is the last page. */
  nextCursor: string | null;
}

export async function decisions(query: Query, signal: AbortSignal): Promise<DecisionsPage> {
  const answer = await dataOf(api.GET('/v1/fleet/decisions', { params: { query }, signal }));
  const page = answer as components['schemas']['FleetDecisions']; // no lines were asked for
  return { records: page.decisions as unknown as FleetRecord[], nextCursor: page.nextCursor };
}
