import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ArchivedFile } from './archive';
import { withSignsOfLife } from './sign-of-life';

const LONG_MS = 60_000;
const named = (name: string): ArchivedFile => ({ name, bytes: Buffer.from(name) });

async function namesOf(files: AsyncIterable<ArchivedFile>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of files) names.push(name);
  return names;
}

describe('an archive for which something is looked for', () => {
  it('has the files and nothing else where they come in time', async () => {
    async function* files() {
      yield named('a');
      yield await Promise.resolve(named('b'));
    }
    expect(await namesOf(withSignsOfLife(files, 'answers/', LONG_MS))).toEqual(['a', 'b']);
  });

  it('shows a folder while nothing is found, and loses no file', async () => {
    let find = () => {};
    const found = new Promise<void>((resolve) => (find = resolve));
    async function* files() {
      await found;
      yield named('late');
    }
    const names: string[] = [];
    for await (const { name } of withSignsOfLife(files, 'answers/', 1)) {
      names.push(name);
      if (names.length === 3) find();
    }
    expect(names.slice(0, 3)).toEqual(['answers/', 'answers/', 'answers/']);
    expect(names.at(-1)).toBe('late');
  });

  it('fails as the search does', async () => {
    async function* files() {
      yield named('a');
      throw await Promise.resolve(new Error('away'));
    }
    await expect(namesOf(withSignsOfLife(files, 'answers/', LONG_MS))).rejects.toThrow('away');
  });

  it('ends the search where nobody reads on', async () => {
    let isOver: Promise<unknown> | undefined;
    async function* files(over: AbortSignal) {
      isOver = once(over, 'abort');
      yield named('a');
      await isOver;
    }
    for await (const { name } of withSignsOfLife(files, 'answers/', 1)) if (name === 'answers/') break;
    await isOver;
  });
});
