import { beforeEach, describe, expect, it } from 'vitest';
import { type Priority, Slots } from './slots';

let slots: Slots;
/** Names of the analyses, in the order in which they began. */
let begun: string[];
let finishing: Map<string, () => void>;
beforeEach(() => {
  slots = new Slots(1);
  begun = [];
  finishing = new Map();
});

/** A message that goes on to its analysis once it is told to, and ends with it. */
function message(
  priority: Priority,
  name: string,
  fetched: Promise<void> = Promise.resolve(),
): Promise<void> {
  return slots.forMessage(priority, async (turn) => {
    await fetched;
    await slots.analyse(turn, () => {
      begun.push(name);
      return new Promise<void>((resolve) => finishing.set(name, resolve));
    });
  });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
async function finish(name: string): Promise<void> {
  finishing.get(name)?.();
  await settled();
}

describe('Slots', () => {
  it('lets interactive work go before bulk work that came earlier', async () => {
    for (const name of ['bulk 1', 'bulk 2']) void message('bulk', name);
    await settled();
    for (const name of ['interactive 1', 'interactive 2']) void message('interactive', name);
    await settled();
    for (const name of ['bulk 1', 'interactive 1', 'interactive 2', 'bulk 2']) await finish(name);
    expect(begun).toEqual(['bulk 1', 'interactive 1', 'interactive 2', 'bulk 2']);
  });

  it('lets one image of bulk work go first now and then, though interactive work never ends', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `interactive ${n}`);
    for (const name of names) void message('interactive', name);
    for (const name of ['bulk 1', 'bulk 2', 'bulk 3']) void message('bulk', name);
    await settled();
    let isQuiet = false;
    void slots.quiet().then(() => (isQuiet = true));
    for (const name of names.slice(0, 18)) await finish(name);
    expect(isQuiet).toBe(false);
    for (const name of names.slice(18)) {
      await finish(begun.at(-1) ?? '');
      await finish(name);
    }
    expect(isQuiet).toBe(true);
    expect(begun.indexOf('bulk 1')).toBe(20);
    expect(begun.indexOf('bulk 2')).toBe(41);
    expect(begun.indexOf('bulk 3')).toBe(52);
  });

  it('keeps a free slot for an interactive message that still fetches its image', async () => {
    let fetched: () => void = () => undefined;
    void message('interactive', 'interactive', new Promise((resolve) => (fetched = resolve)));
    void message('bulk', 'bulk');
    await settled();
    expect(begun).toEqual([]);
    fetched();
    await settled();
    expect(begun).toEqual(['interactive']);
    await finish('interactive');
    expect(begun).toEqual(['interactive', 'bulk']);
  });

  it('does not keep a slot for an interactive message that ended without an analysis', async () => {
    const failing = slots.forMessage('interactive', () => Promise.reject(new Error('no such image')));
    void message('bulk', 'bulk');
    await expect(failing).rejects.toThrow('no such image');
    await settled();
    expect(begun).toEqual(['bulk']);
  });

  it('analyses as much bulk work at once as it has slots, and no more', async () => {
    slots = new Slots(2);
    for (const name of ['a', 'b', 'c']) void message('bulk', name);
    await settled();
    expect(begun).toEqual(['a', 'b']);
    await finish('b');
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('gives a slot back when the analysis fails', async () => {
    const damaged = slots.forMessage('interactive', (turn) =>
      slots.analyse(turn, () => Promise.reject(new Error('damaged'))),
    );
    await expect(damaged).rejects.toThrow('damaged');
    void message('bulk', 'next');
    await settled();
    expect(begun).toEqual(['next']);
  });

  it('is quiet once every interactive message has its slot', async () => {
    await slots.quiet();
    void message('interactive', 'first');
    void message('interactive', 'second');
    await settled();
    let quiet = false;
    void slots.quiet().then(() => (quiet = true));
    await settled();
    expect(quiet).toBe(false);
    await finish('first');
    expect(quiet).toBe(true);
  });

  it('keeps nobody who waits for quiet once it is closed', async () => {
    void message('interactive', 'first');
    void message('interactive', 'second');
    await settled();
    const waiting = slots.quiet();
    slots.close();
    await waiting;
    await slots.quiet();
  });
});
