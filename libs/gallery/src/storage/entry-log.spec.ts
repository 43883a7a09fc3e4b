import { expect, it } from 'vitest';
import { idOf, MemoryStore } from '../memory-store.fixture';
import { EntryLog } from './entry-log';

const PAGE = 1_000;

/** Lists in pages, between which the world goes on. */
class PagedStore extends MemoryStore {
  betweenPages: () => void = () => undefined;

  override async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for (let after = ''; ; after = keys.at(-1) as string) {
      const page = await this.listAfterIn(prefix, after);
      keys.push(...page);
      if (page.length < PAGE) return keys;
      this.betweenPages();
    }
  }

  private async listAfterIn(prefix: string, after: string): Promise<string[]> {
    return (await super.list(prefix)).filter((key) => key > after).slice(0, PAGE);
  }
}

it('a segment that takes the place of another one is listed, wherever the pages of the listing end', async () => {
  const store = new PagedStore();
  const entries = 996;
  for (let n = 0; n < entries; n++) await store.put(`galleries/g/entries/${idOf(n)}`, '');
  const segment = (n: number) => `galleries/g/segments/${idOf(n)}.100`;
  for (let n = 1; n <= 8; n++) await store.put(segment(n), '');
  store.betweenPages = () => {
    store.objects.set(segment(0), Buffer.alloc(0)); // without somebody who was removed, and so another name
    store.objects.delete(segment(7));
  };
  const listing = await new EntryLog(store).list('g');
  expect(listing.entries).toHaveLength(entries);
  const listed = listing.segments.map(({ id }) => id);
  expect(listed.includes(idOf(7)) || listed.includes(idOf(0))).toBe(true);
  expect(listing.segments[0]?.headBytes).toBe(100);
});
