import { ResultStore } from '@facefleet/aws';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { jobKeys } from './job-keys';

/** A page is read as a whole: a job of any size needs no more memory than this many items. */
export const ITEMS_PER_PAGE = 1_000;
const PAGES_AT_ONCE = 8;

/** What the items of jobs are, in pages. An item is whatever its job's kind makes of it. */
@Injectable()
export class JobManifest {
  constructor(@Inject(ResultStore) private readonly store: ResultStore) {}

  async write(jobId: string, items: unknown[]): Promise<void> {
    const pages = Array.from({ length: Math.ceil(items.length / ITEMS_PER_PAGE) }, (_, page) => page);
    const writers = Array.from({ length: PAGES_AT_ONCE }, async () => {
      for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
        const from = page * ITEMS_PER_PAGE;
        await this.writePage(jobId, page, items.slice(from, from + ITEMS_PER_PAGE));
      }
    });
    await Promise.all(writers);
  }

  /** All items at once, and that there are no more: whoever lists items page by page finds nothing left to do. */
  async writeAll(jobId: string, items: unknown[]): Promise<void> {
    await this.write(jobId, items);
    if (items.length % ITEMS_PER_PAGE === 0) await this.writePage(jobId, items.length / ITEMS_PER_PAGE, []);
  }

  /** @param items `ITEMS_PER_PAGE` of them, fewer on the last page */
  async writePage(jobId: string, page: number, items: unknown[]): Promise<void> {
    await this.store.put(jobKeys.manifestPage(jobId, page), JSON.stringify(items), 'application/json');
  }

  /**
   * How far somebody came with listing items page by page.
   * @returns `complete` once there is a last page, which has fewer than `ITEMS_PER_PAGE` items and may have none
   */
  async listed(jobId: string): Promise<{ items: number; complete: boolean }> {
    const pages = (await this.store.list(jobKeys.manifest(jobId))).length;
    if (pages === 0) return { items: 0, complete: false };
    const last = await this.readPage(jobId, pages - 1, z.unknown());
    return { items: (pages - 1) * ITEMS_PER_PAGE + last.length, complete: last.length < ITEMS_PER_PAGE };
  }

  /** Items `from` to `to`, this one excluded. */
  async read<T>(jobId: string, from: number, to: number, schema: z.ZodType<T>): Promise<T[]> {
    const items: T[] = [];
    for (let page = Math.floor(from / ITEMS_PER_PAGE); page * ITEMS_PER_PAGE < to; page++) {
      const first = page * ITEMS_PER_PAGE;
      const wanted = await this.readPage(jobId, page, schema);
      items.push(...wanted.slice(Math.max(0, from - first), to - first));
    }
    return items;
  }

  /** All items from `from` on, with their indices. */
  async *itemsFrom<T>(
    jobId: string,
    from: number,
    schema: z.ZodType<T>,
  ): AsyncGenerator<{ index: number; item: T }> {
    for (let page = Math.floor(from / ITEMS_PER_PAGE); ; page++) {
      const items = await this.readPage(jobId, page, schema);
      for (const [position, item] of items.entries()) {
        const index = page * ITEMS_PER_PAGE + position;
        if (index >= from) yield { index, item };
      }
      if (items.length < ITEMS_PER_PAGE) return;
    }
  }

  /**
   * Only to erase somebody: pages are written once otherwise.
   * @param change gives the same object back for an item that stays as it is
   * @returns how many items are others now
   */
  async rewrite<T>(jobId: string, schema: z.ZodType<T>, change: (item: T) => T): Promise<number> {
    let changed = 0;
    for (let page = 0; ; page++) {
      const items = await this.readPage(jobId, page, schema);
      const others = items.map(change);
      const here = others.filter((item, position) => item !== items[position]).length;
      if (here > 0) await this.writePage(jobId, page, others);
      changed += here;
      if (items.length < ITEMS_PER_PAGE) return changed;
    }
  }

  /** As `rewrite`, of one item. @returns it as it was; undefined where there is none */
  async rewriteItem<T>(
    jobId: string,
    index: number,
    schema: z.ZodType<T>,
    change: (item: T) => T,
  ): Promise<T | undefined> {
    const page = Math.floor(index / ITEMS_PER_PAGE);
    const items = await this.readPage(jobId, page, schema);
    const item = items[index % ITEMS_PER_PAGE];
    if (item === undefined) return undefined;
    items[index % ITEMS_PER_PAGE] = change(item);
    await this.writePage(jobId, page, items);
    return item;
  }

  /** No items where there is no such page. */
  private async readPage<T>(jobId: string, page: number, schema: z.ZodType<T>): Promise<T[]> {
    const json = await this.store.get(jobKeys.manifestPage(jobId, page));
    return json === undefined ? [] : z.array(schema).parse(JSON.parse(json.toString('utf8')));
  }
}
