import { useEffect, useState } from 'preact/hooks';
import { type Action, useAction } from '../../api/use-action';
import { type Query, useQuery } from '../../api/use-query';
import { decisions, type DecisionsPage } from './decisions';
import type { FleetRecord } from './fleet-status';

const PAGE_SIZE = 20;
/** A decision that changed something can be read after a second or two. */
const READABLE_AFTER_MS = 2_500;

export interface Decisions {
  newest: Query<DecisionsPage>;
  /** Newest first, all that were read. */
  records: readonly FleetRecord[];
  /** Of what is older than all of them; null: there is nothing. */
  nextCursor: string | null;
  older: Action<string>;
}

/**
 * The decisions that changed something, page by page.
 * @param news differs whenever there may be a new one
 */
export function useDecisions(news: string | undefined): Decisions {
  const newest = useQuery((signal) => changes(undefined, signal), []);
  const [known, setKnown] = useState<DecisionsPage>();
  const older = useAction(changes, ({ records, nextCursor }) =>
    setKnown((last) => ({ records: united(last?.records ?? [], records), nextCursor })),
  );
  useEffect(() => {
    const page = newest.data;
    if (page) setKnown((last) => (last ? { ...last, records: united(page.records, last.records) } : page));
  }, [newest.data]);
  useEffect(() => {
    const timer = setTimeout(newest.refresh, READABLE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [news]);
  const { records = [], nextCursor = null } = known ?? newest.data ?? {};
  return { newest, records, nextCursor, older };
}

function changes(cursor: string | undefined, signal: AbortSignal): Promise<DecisionsPage> {
  return decisions(
    { changed: 'true', limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) },
    signal,
  );
}

/** The second list goes on where the first one ends. */
function united(newer: readonly FleetRecord[], older: readonly FleetRecord[]): FleetRecord[] {
  const known = new Set(newer.map(idOf));
  return [...newer, ...older.filter((record) => !known.has(idOf(record)))];
}

export function idOf({ scalerId, seq }: FleetRecord): string {
  return `${scalerId}-${seq}`;
}
