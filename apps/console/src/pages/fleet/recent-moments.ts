import { decisions } from './decisions';
import { type Moment, momentOfRecord } from './moment';

const PAGE_SIZE = 1000;
/** The scaler looks twice a second, or less often. */
const MOST_PAGES = 3;

/** What was decided in the last seconds, as far as it can be read yet; oldest first. */
export async function recentMoments(lastS: number, signal: AbortSignal): Promise<Moment[]> {
  const since = new Date(Date.now() - lastS * 1000).toISOString();
  const moments: Moment[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { since, limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
    const { records, nextCursor } = await decisions(query, signal);
    moments.push(...records.map(momentOfRecord));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return moments.reverse();
}
