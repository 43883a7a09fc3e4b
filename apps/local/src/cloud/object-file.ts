import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  fstatSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { TEMPORARY_SUFFIX } from './file-names';

/** One line of JSON in front of the body, so that an object and what is known of it become visible in one rename. */
const Header = z.object({
  contentType: z.string(),
  etag: z.string(),
  lastModifiedMs: z.number(),
  metadata: z.record(z.string(), z.string()),
});

export interface ObjectInfo extends z.infer<typeof Header> {
  contentLength: number;
}

const HEADER_READ_BYTES = 4_096;
const NEWLINE = 10;

/** Replaces the file at once or not at all, whenever the process dies. (A power cut may still lose the last seconds.) */
export function writeObjectFile(path: string, info: ObjectInfo, body: Buffer): void {
  const temporary = path + TEMPORARY_SUFFIX;
  try {
    const file = openForWriting(temporary);
    try {
      writeFileSync(file, `${JSON.stringify(Header.parse(info))}\n`);
      writeFileSync(file, body);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** @throws when there is no such file or it is none of ours */
export function readObjectFile(path: string): { info: ObjectInfo; body: Buffer } {
  const content = readFileSync(path);
  const { headerBytes, header } = parseHeader(content);
  const body = content.subarray(headerBytes);
  return { info: { ...header, contentLength: body.length }, body };
}

/** Like `readObjectFile`, without reading the body. */
export function readObjectInfo(path: string): ObjectInfo {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(HEADER_READ_BYTES);
    const read = start.subarray(0, readSync(file, start));
    if (!read.includes(NEWLINE)) return readObjectFile(path).info; // unusually much metadata
    const { headerBytes, header } = parseHeader(read);
    return { ...header, contentLength: fstatSync(file).size - headerBytes };
  } finally {
    closeSync(file);
  }
}

function parseHeader(content: Buffer): { headerBytes: number; header: z.infer<typeof Header> } {
  const end = content.indexOf(NEWLINE);
  return { headerBytes: end + 1, header: Header.parse(JSON.parse(content.toString('utf8', 0, end))) };
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'w');
  }
}
