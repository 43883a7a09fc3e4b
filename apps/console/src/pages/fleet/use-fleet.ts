import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Events, useEvents } from '../../api/use-events';
import { useQuery } from '../../api/use-query';
import type { FleetStatus } from './fleet-status';
import { merged, type Moment, momentOfStatus } from './moment';
import { recentMoments } from './recent-moments';

/** So much of the past the curves show. */
export const SHOWN_S = 600;
/** A decision that changed nothing can be read within about a minute: then what lies before the opening is complete. */
const HISTORY_COMPLETE_AFTER_MS = 75_000;

export interface LiveFleet {
  status: FleetStatus | undefined;
  /** The last 10 minutes, as far as they are known. */
  moments: readonly Moment[];
  events: Events;
  /** The scaler has not spoken for a while: what is shown may be wrong by now. */
  isStale: boolean;
}

interface Heard {
  status?: FleetStatus;
  moments: readonly Moment[];
  isStale: boolean;
}

/** The fleet as it is told, while the page is there. */
export function useFleet(): LiveFleet {
  const [heard, setHeard] = useState<Heard>({ moments: [], isStale: false });
  const events = useEvents('/v1/fleet/events', ({ type, data }) => {
    if (type === 'stale') setHeard((last) => ({ ...last, isStale: true }));
    if (type !== 'status') return;
    const status = JSON.parse(data) as FleetStatus;
    setHeard(({ moments }) => ({
      status,
      moments: shown(merged(moments, [momentOfStatus(status)])),
      isStale: false,
    }));
  });
  // Where it fails, the curves grow without it.
  const { data: history = NO_HISTORY, refresh } = useQuery((signal) => recentMoments(SHOWN_S, signal), []);
  useEffect(() => {
    const timer = setTimeout(refresh, HISTORY_COMPLETE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [refresh]);
  const moments = useMemo(() => shown(merged(history, heard.moments)), [history, heard.moments]);
  return { status: heard.status, moments, events, isStale: heard.isStale };
}

const NO_HISTORY: Moment[] = [];

/** By the newest moment, not by the clock of this machine, which may be another one. */
function shown(moments: readonly Moment[]): Moment[] {
  const fromS = (moments.at(-1)?.atS ?? 0) - SHOWN_S;
  return moments.filter(({ atS }) => atS >= fromS);
}
