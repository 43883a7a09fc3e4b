import { describe, expect, it } from 'vitest';
import type { Entry } from './entry';
import type { EntryLog, Listing } from './storage/entry-log';
import { GalleryView } from './gallery-view';
import { idOf, ManualClock } from './memory-store.fixture';

const creation = (n: number): Entry => ({ v: 1, type: 'create', id: idOf(n), model: `model-${n}` });

/** A log in memory that counts its listings and can be held back. */
class FakeLog {
  readonly entries = new Map<string, Entry>();
  listings = 0;
  gate: Promise<void> = Promise.resolve();

  async list(): Promise<Listing> {
    this.listings += 1;
    const entries = [...this.entries.keys()];
    await this.gate;
    return { entries, segments: [], graphs: [] };
  }

  read(_gallery: string, id: string): Promise<Entry | undefined> {
    return Promise.resolve(this.entries.get(id));
  }

  write(entry: Entry): void {
    this.entries.set(entry.id, entry);
  }
}

function setUp() {
  const log = new FakeLog();
  const clock = new ManualClock();
  return { log, clock, view: new GalleryView('g', log as unknown as EntryLog, clock) };
}

describe('GalleryView', () => {
  it('has the same version as another view of the same set, in whatever order the entries came', async () => {
    const first = setUp();
    const second = setUp();
    for (const n of [1, 2, 3]) {
      first.log.write(creation(n));
      await first.view.refresh();
    }
    for (const n of [3, 1, 2]) second.log.write(creation(n));
    await second.view.refresh();
    expect(first.view.version).toBe(second.view.version);
  });

  it('returns to its old version when an entry is erased again', async () => {
    const { log, view } = setUp();
    log.write(creation(1));
    await view.refresh();
    const before = view.version;
    log.write(creation(2));
    await view.refresh();
    expect(view.version).not.toBe(before);
    log.entries.delete(idOf(2));
    await view.refresh();
    expect(view.version).toBe(before);
  });

  it('lists once while it is fresh, and again once it was invalidated', async () => {
    const { log, clock, view } = setUp();
    await view.notOlderThan(1000);
    clock.now = 1000;
    await view.notOlderThan(1000);
    expect(log.listings).toBe(1);
    view.invalidate();
    await view.notOlderThan(1000);
    expect(log.listings).toBe(2);
  });

  it('is not fresh any more once the clock has been set back', async () => {
    const { log, clock, view } = setUp();
    clock.now = 3_600_000;
    await view.notOlderThan(1000);
    clock.now = 0;
    await view.notOlderThan(1000);
    expect(log.listings).toBe(2);
  });

  it('shows a write that happened before the refresh was asked for, though a listing was under way already', async () => {
    const { log, view } = setUp();
    let open = () => undefined as void;
    log.gate = new Promise((resolve) => (open = resolve));
    const early = view.refresh();
    log.write(creation(1));
    const late = [view.refresh(), view.refresh(), view.refresh()];
    open();
    await early;
    expect(view.exists).toBe(false);
    await Promise.all(late);
    expect(view.exists).toBe(true);
    expect(log.listings).toBe(2); // the late ones shared one
  });

  it('shows nothing of a change before it shows all of it, and is not called fresh meanwhile', async () => {
    const { log, view } = setUp();
    log.write(creation(1));
    log.write(creation(2));
    let open = () => undefined as void;
    const slow = new Promise<void>((resolve) => (open = resolve));
    const read = log.read.bind(log);
    log.read = async (gallery, id) => {
      if (id === idOf(2)) await slow;
      return read(gallery, id);
    };
    const early = view.notOlderThan(1000);
    const empty = view.version;
    await Promise.resolve();
    expect(view.version).toBe(empty);
    const late = view.notOlderThan(1000).then(() => view.state.model);
    open();
    expect(await late).toBe('model-1');
    await early;
  });

  it('is not called fresh when it was invalidated while it caught up', async () => {
    const { log, view } = setUp();
    let open = () => undefined as void;
    log.gate = new Promise((resolve) => (open = resolve));
    const catchingUp = view.notOlderThan(1000);
    view.invalidate();
    open();
    await catchingUp;
    await view.notOlderThan(1000);
    expect(log.listings).toBe(2);
  });

  it('fails when the log cannot be read, and tries again the next time', async () => {
    const { log, view } = setUp();
    log.gate = Promise.reject(new Error('no store'));
    await expect(view.notOlderThan(1000)).rejects.toThrow('no store');
    log.gate = Promise.resolve();
    log.write(creation(1));
    await view.notOlderThan(1000);
    expect(view.exists).toBe(true);
  });

  it('is not taken for an empty gallery before it was ever filled', async () => {
    const { log, view } = setUp();
    log.write(creation(1));
    await view.atLeast(setUp().view.version); // the version of a gallery without entries
    expect(view.state.model).toBe('model-1');
  });

  it('needs no listing for the version that it shows', async () => {
    const { log, view } = setUp();
    log.write(creation(1));
    await view.refresh();
    await view.atLeast(view.version);
    expect(log.listings).toBe(1);
    await view.atLeast('another');
    expect(log.listings).toBe(2);
  });

  it('needs no listing for a version that it has shown before', async () => {
    const { log, view } = setUp();
    log.write(creation(1));
    await view.refresh();
    const before = view.version;
    log.write(creation(2));
    await view.refresh();
    await view.atLeast(before);
    expect(log.listings).toBe(2);
  });
});
