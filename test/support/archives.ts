import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import { ZipFile } from 'yazl';

export interface ArchivedFile {
  path: string;
  bytes: Buffer;
}

export function zipOf(files: readonly ArchivedFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, bytes } of files) zip.addBuffer(bytes, path, { compress: !/\.jpg$/.test(path) });
  zip.end();
  return bytesOf(zip.outputStream);
}

export function tarOf(files: readonly ArchivedFile[]): Promise<Buffer> {
  return bytesOf(packed(files));
}

export function tarGzOf(files: readonly ArchivedFile[]): Promise<Buffer> {
  return bytesOf(packed(files).pipe(createGzip()));
}

/** Of a tar: its files by their paths, in their order. */
export async function filesIn(tar: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const unpacked = extract();
  Readable.from([tar], { objectMode: false }).pipe(unpacked);
  for await (const entry of unpacked) files.set(entry.header.name, await bytesOf(entry));
  return files;
}

function packed(files: readonly ArchivedFile[]) {
  const tar = pack();
  for (const { path, bytes } of files) tar.entry({ name: path }, bytes);
  tar.finalize();
  return tar;
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
