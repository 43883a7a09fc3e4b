const MAX_LENGTH = 64;

/** A name as an id that the API takes: `Ada Lovelace` is `ada-lovelace`; empty where none of it can be part of one. */
export function personIdOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, MAX_LENGTH);
}
