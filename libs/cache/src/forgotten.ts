import type { RedisConnection } from './redis';

/** What is to be forgotten: all of a gallery, or whatever has any of these ids in it. */
export interface Forgotten {
  gallery: string;
  /** Of people and faces. */
  ids?: readonly string[];
  /** Hashes of images; what is about one of them goes whatever gallery it is of, and where it is of none. */
  imageSha256s?: readonly string[];
}

/** How cache-manager names its keys in Redis. */
const NAMESPACE = 'facefleet:';
const KEYS_AT_ONCE = 200;

/** By its text, so that what an older version wrote is found too. Names of galleries and ids need no escaping. */
export function isAbout({ gallery, ids, imageSha256s = [] }: Forgotten, json: unknown): boolean {
  if (typeof json !== 'string') return false;
  if (imageSha256s.some((sha256) => json.includes(sha256))) return true;
  if (!json.includes(`"gallery":"${gallery}"`)) return false;
  return ids?.some((id) => json.includes(`"${id}"`)) ?? true;
}

/** The keys of all results and answers in Redis, some hundred at a time; none where it is away. */
export async function* keysOfResults({ client, isReady }: RedisConnection): AsyncGenerator<string[]> {
  if (!isReady) return;
  for (const pattern of ['answer:*', 'result:*']) {
    let cursor = '0';
    do {
      const [next, found] = await client.scan(cursor, 'MATCH', NAMESPACE + pattern, 'COUNT', KEYS_AT_ONCE);
      const keys = found.map((key) => key.slice(NAMESPACE.length));
      for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) yield keys.slice(at, at + KEYS_AT_ONCE);
      cursor = next;
    } while (cursor !== '0');
  }
}
