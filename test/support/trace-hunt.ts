import { Redis } from 'ioredis';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectsIn } from './objects';
import type { LocalFile } from './system';

/** What is looked for, by what it is called in the report. */
export type Needles = Record<string, Buffer>;

/** `<place>: <needle>` for each thing that was found, wherever anything is kept. */
export async function tracesIn(local: LocalFile, home: string, needles: Needles): Promise<string[]> {
  const found: string[] = [];
  const look = (place: string, bytes: Buffer) => {
    for (const [name, needle] of Object.entries(needles))
      if (bytes.includes(needle)) found.push(`${place}: ${name}`);
  };
  await lookThroughObjects(local, look);
  await lookThroughRedis(local.redisUrl, look);
  await lookThroughFolder(home, look);
  return found;
}

type Look = (place: string, bytes: Buffer) => void;

async function lookThroughObjects(local: LocalFile, look: Look): Promise<void> {
  for (const bucket of ['images', 'results', 'galleries'] as const) {
    for (const key of await objectsIn(local, bucket, '')) {
      const object = await fetch(`${local.awsEndpoint}/${local.buckets[bucket]}/${key}`);
      look(
        `${bucket}/${key}`,
        Buffer.concat([Buffer.from(`${key}\n`), Buffer.from(await object.arrayBuffer())]),
      );
    }
  }
}

async function lookThroughRedis(url: string, look: Look): Promise<void> {
  const redis = new Redis(url);
  try {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'COUNT', 500);
      for (const key of keys) {
        const value = await redis.getBuffer(key).catch(() => redis.dumpBuffer(key)); // what is no string
        look(`redis ${key}`, Buffer.concat([Buffer.from(`${key}\n`), value ?? Buffer.alloc(0)]));
      }
      cursor = next;
    } while (cursor !== '0');
  } finally {
    redis.disconnect();
  }
}

async function lookThroughFolder(folder: string, look: Look): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await lookThroughFolder(path, look);
    else if (entry.isFile() && entry.name !== 'models') {
      const bytes = await readFile(path).catch(() => Buffer.alloc(0)); // gone since it was listed
      look(`file ${path}`, Buffer.concat([Buffer.from(`${path}\n`), bytes]));
    }
  }
}
