import type { LocalFile } from './system';

type Bucket = keyof LocalFile['buckets'];

/** Names of all objects with this prefix, as they lie in the local store. */
export async function objectsIn(local: LocalFile, bucket: Bucket, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for (let token = ''; ;) {
    const more = token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`;
    const listing = await fetch(
      `${local.awsEndpoint}/${local.buckets[bucket]}?list-type=2&prefix=${encodeURIComponent(prefix)}${more}`,
    );
    const xml = await listing.text();
    names.push(...[...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, name]) => name ?? ''));
    token = /<NextContinuationToken>([^<]*)</.exec(xml)?.[1] ?? '';
    if (token === '') return names;
  }
}

/** The contents of all objects with this prefix, one after the other. */
export async function contentsOf(local: LocalFile, bucket: Bucket, prefix: string): Promise<string> {
  const names = await objectsIn(local, bucket, prefix);
  const texts = names.map(async (name) => {
    const object = await fetch(`${local.awsEndpoint}/${local.buckets[bucket]}/${name}`);
    return object.text();
  });
  return (await Promise.all(texts)).join('\n');
}
