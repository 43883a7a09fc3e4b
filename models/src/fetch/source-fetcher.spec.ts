import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { manifest, type SourceFile } from '../manifest';
import { serveRange, startFileServer } from './file-server.fixture';
import { SourceFetcher, SourceUnavailable } from './source-fetcher';

/** Long enough to arrive in several pieces. */
const FILE = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 256));

const isFile = (bytes: Buffer) => bytes.equals(FILE);

function sourceAt(...urls: string[]): SourceFile {
  const sha256 = createHash('sha256').update(FILE).digest('hex');
  return { name: 'model.bin', bytes: FILE.length, sha256, urls };
}

describe('SourceFetcher', () => {
  let modelsDir: string;
  beforeEach(async () => {
    modelsDir = await mkdtemp(join(tmpdir(), 'facefleet-fetch-'));
  });
  afterEach(() => rm(modelsDir, { recursive: true }));

  const partialDir = () => join(modelsDir, '.partial');
  const partialFiles = () => readdir(partialDir()).catch(() => []);
  const partialName = () => `${sourceAt().sha256.slice(0, 16)}-model.bin`;
  async function leavePartial(bytes: Buffer): Promise<void> {
    await mkdir(partialDir(), { recursive: true });
    await writeFile(join(partialDir(), partialName()), bytes);
  }

  it('fetches a file, and the next time finds it kept', async () => {
    await using server = await startFileServer((request, response) => serveRange(request, response, FILE));
    const fetcher = new SourceFetcher({ modelsDir });
    expect(await fetcher.get(sourceAt(`${server.url}a/model.bin`))).toSatisfy(isFile);
    expect(await fetcher.get(sourceAt(`${server.url}a/model.bin`))).toSatisfy(isFile);
    expect(server.ranges).toEqual([undefined]);
    expect(await partialFiles()).toEqual([]);
  });

  it('goes on where a server broke off', async () => {
    await using server = await startFileServer((request, response) =>
      serveRange(request, response, FILE, request.headers.range ? Infinity : 100_000),
    );
    expect(await new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).toSatisfy(isFile);
    expect(server.ranges).toHaveLength(2);
    expect(server.ranges[1]).toMatch(/^bytes=\d+-$/);
    expect(server.ranges[1]).not.toBe('bytes=0-');
  });

  it('goes on where an earlier run was interrupted', async () => {
    await leavePartial(FILE.subarray(0, 123_456));
    await using server = await startFileServer((request, response) => serveRange(request, response, FILE));
    expect(await new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).toSatisfy(isFile);
    expect(server.ranges).toEqual(['bytes=123456-']);
  });

  it('keeps what arrived when a server breaks off for good, for the next run', async () => {
    await using server = await startFileServer((request, response) => {
      if (request.headers.range) response.writeHead(503).end();
      else serveRange(request, response, FILE, 100_000);
    });
    await expect(new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).rejects.toThrow('HTTP 503');
    expect(await partialFiles()).toEqual([partialName()]);
  });

  it('takes the whole file from a server that knows no ranges', async () => {
    await leavePartial(Buffer.concat([FILE.subarray(0, 1000)]));
    await using server = await startFileServer((_, response) => response.end(FILE));
    expect(await new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).toSatisfy(isFile);
    expect(server.ranges).toEqual(['bytes=1000-']);
  });

  it('deletes bytes with the wrong hash and turns to the next source', async () => {
    const forged = Buffer.from(FILE);
    forged[150_000]! ^= 1;
    await using liar = await startFileServer((request, response) => serveRange(request, response, forged));
    await using honest = await startFileServer((request, response) => serveRange(request, response, FILE));
    expect(await new SourceFetcher({ modelsDir }).get(sourceAt(liar.url, honest.url))).toSatisfy(isFile);
    expect(honest.ranges).toEqual([undefined]);

    await rm(join(modelsDir, '.sources'), { recursive: true });
    await expect(new SourceFetcher({ modelsDir }).get(sourceAt(liar.url))).rejects.toThrow('wrong SHA-256');
    expect(await partialFiles()).toEqual([]);
  });

  it('does not blame a source for the bad bytes that an earlier one left behind', async () => {
    await leavePartial(Buffer.alloc(1000, 7));
    await using server = await startFileServer((request, response) => serveRange(request, response, FILE));
    expect(await new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).toSatisfy(isFile);
    expect(server.ranges).toEqual(['bytes=1000-', undefined]);
  });

  it('starts anew when more bytes lie there than the file has', async () => {
    await leavePartial(Buffer.alloc(FILE.length + 1));
    await using server = await startFileServer((request, response) => serveRange(request, response, FILE));
    expect(await new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).toSatisfy(isFile);
  });

  it('gives up on a server that never answers, and says so', async () => {
    await using server = await startFileServer(() => {});
    const fetcher = new SourceFetcher({ modelsDir, stallMs: 50 });
    await expect(fetcher.get(sourceAt(server.url))).rejects.toThrow('no progress within 0.05 s');
  });

  it('gives up on a server that stops in the middle, and keeps what arrived', async () => {
    await using server = await startFileServer((_, response) => {
      response.writeHead(200, { 'content-length': FILE.length });
      response.write(FILE.subarray(0, 50_000));
    });
    const fetcher = new SourceFetcher({ modelsDir, stallMs: 1_000 });
    await expect(fetcher.get(sourceAt(server.url))).rejects.toThrow('no progress within 1 s');
    expect(server.ranges).toHaveLength(1);
    expect(await partialFiles()).toEqual([partialName()]);
  });

  it('gives up on a server that sends next to nothing for ever', async () => {
    let drip: NodeJS.Timeout | undefined;
    await using server = await startFileServer((_, response) => {
      drip = setInterval(() => response.write('.'), 5);
    });
    const fetcher = new SourceFetcher({ modelsDir, stallMs: 200 });
    await expect(fetcher.get(sourceAt(server.url))).rejects.toThrow('no progress within 0.2 s');
    clearInterval(drip);
  });

  it('refuses a file of another size before it reads it', async () => {
    await using server = await startFileServer((_, response) => response.end('<html>Please log in</html>'));
    await expect(new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).rejects.toThrow(
      'it has 26 bytes instead of 300000',
    );
  });

  it('stops reading a file that does not end', async () => {
    const zeros = Buffer.alloc(FILE.length);
    await using server = await startFileServer((_, response) => {
      const more = () => response.writable && response.write(zeros, more);
      more();
    });
    // Where the network cuts the stream decides which of the two it notices.
    await expect(new SourceFetcher({ modelsDir }).get(sourceAt(server.url))).rejects.toThrow(
      /wrong SHA-256|it has more than 300000 bytes/,
    );
  });

  it('names every place and what was wrong there when none has the file', async () => {
    await using absent = await startFileServer((_, response) => response.writeHead(404).end());
    const closed = await startFileServer(() => {});
    await closed[Symbol.asyncDispose]();
    const failure = await new SourceFetcher({ modelsDir, from: join(modelsDir, 'nowhere') })
      .get(sourceAt(absent.url, closed.url))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SourceUnavailable);
    const host = (url: string) => new URL(url).host;
    expect((failure as Error).message).toBe(
      `model.bin: ${join(modelsDir, 'nowhere', 'model.bin')}: no such file; ` +
        `${host(absent.url)}: HTTP 404; ${host(closed.url)}: connection refused`,
    );
  });

  it('takes the file from a given folder before any server, and leaves a wrong one there alone', async () => {
    await using server = await startFileServer((request, response) => serveRange(request, response, FILE));
    const folder = join(modelsDir, 'mine');
    await mkdir(folder);
    await writeFile(join(folder, 'model.bin'), 'something else');
    const fetcher = new SourceFetcher({ modelsDir, from: folder });
    expect(await fetcher.get(sourceAt(server.url))).toSatisfy(isFile);
    expect(await readdir(folder)).toEqual(['model.bin']);

    await rm(join(modelsDir, '.sources'), { recursive: true });
    await writeFile(join(folder, 'model.bin'), FILE);
    expect(await fetcher.get(sourceAt(server.url))).toSatisfy(isFile);
    expect(server.ranges).toHaveLength(1);
  });

  it.each(['mirror', 'mirror/'])(
    'looks under the base URL %s before the urls of the manifest',
    async (path) => {
      const asked: (string | undefined)[] = [];
      await using server = await startFileServer((request, response) => {
        asked.push(request.url);
        serveRange(request, response, FILE);
      });
      const fetcher = new SourceFetcher({ modelsDir, from: `${server.url}${path}` });
      await fetcher.get(sourceAt(`${server.url}official/model.bin`));
      expect(asked).toEqual(['/mirror/model.bin']);
    },
  );

  it('takes what an npm package brings along from there, without a copy', async () => {
    const [source] = manifest.models['tiny-face-detector']!.sources;
    expect(await new SourceFetcher({ modelsDir }).get(source!)).toHaveLength(source!.bytes);
    expect(await readdir(modelsDir)).toEqual([]);
  });

  it('says when an npm package is not installed', async () => {
    const source = { ...sourceAt(), npm: { package: '@facefleet/absent', path: 'model.bin' } };
    await expect(new SourceFetcher({ modelsDir }).get(source)).rejects.toThrow(
      'model.bin: npm package @facefleet/absent: not installed',
    );
  });

  it('shows the progress of a download, from what was there to the end', async () => {
    await leavePartial(FILE.subarray(0, 100_000));
    await using server = await startFileServer((request, response) => serveRange(request, response, FILE));
    const progress = { begin: vi.fn(), at: vi.fn<(bytes: number) => void>(), end: vi.fn() };
    await new SourceFetcher({ modelsDir, progress }).get(sourceAt(server.url));
    expect(progress.begin).toHaveBeenCalledExactlyOnceWith(new URL(server.url), FILE.length);
    expect(progress.at.mock.calls[0]![0]).toBeGreaterThan(100_000);
    expect(progress.at).toHaveBeenLastCalledWith(FILE.length);
    expect(progress.end).toHaveBeenCalledOnce();
  });
});
