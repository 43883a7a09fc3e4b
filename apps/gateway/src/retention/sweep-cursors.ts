import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { RetentionPass } from './retention-plan';

const KEY = 'retention/cursors.json';

const Cursor = z.object({
  keptMs: z.number(),
  lagMs: z.number(),
  /** Of these nothing is left up to `after` that was to go. */
  members: z.array(z.string()),
  after: z.string(),
});
type Cursor = z.infer<typeof Cursor>;
const Cursors = z.object({ v: z.literal(1), cursors: z.array(Cursor) });

/**
 * How far sweeps have come. Whoever has a new setting is not among those that a cursor speaks of: then it goes back to
 * where his answers begin. So a setting counts for what was there before it, too.
 */
@Injectable()
export class SweepCursors {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  async read(): Promise<Cursor[]> {
    const json = await this.store.get(KEY);
    return json === undefined
      ? []
      : (Cursors.safeParse(JSON.parse(json.toString('utf8'))).data?.cursors ?? []);
  }

  async write(cursors: Cursor[]): Promise<void> {
    await this.store.put(KEY, JSON.stringify({ v: 1, cursors }), 'application/json');
  }
}

/** @returns the id behind which this pass has to look */
export function startOf(
  { keptMs, members }: RetentionPass,
  lagMs: number,
  cursors: readonly Cursor[],
): string {
  const cursor = cursors.find((one) => one.keptMs === keptMs && one.lagMs === lagMs);
  if (cursor === undefined) return [...members.values()].sort()[0] ?? '';
  const known = new Set(cursor.members);
  const starts = [...members].map(([name, since]) => (known.has(name) ? cursor.after : since));
  return [...starts, cursor.after].sort()[0] as string;
}
