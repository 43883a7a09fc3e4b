import { join } from 'node:path';

/** File systems allow 255 bytes; what we append must fit too. */
const MAX_NAME_CHARACTERS = 200;
export const FOLDER_SUFFIX = '.d';
export const TEMPORARY_SUFFIX = '.tmp';

/**
 * Where an object lies below its bucket's folder. Every byte of the key but lower-case letters, digits, dash and
 * underscore is written as `%xx`. So no key is a path of its own (no dots, no slashes), two keys that differ only in
 * case are two files on any file system, and a dot marks what is ours: `.tmp` files, and `.d` folders that hold the
 * rest of names longer than 200 characters.
 */
export function fileOf(key: string): string {
  const name = encodeName(key);
  const pieces: string[] = [];
  for (let at = 0; at < name.length; at += MAX_NAME_CHARACTERS) {
    pieces.push(name.slice(at, at + MAX_NAME_CHARACTERS));
  }
  const last = pieces.pop() ?? '';
  return join(...pieces.map((piece) => piece + FOLDER_SUFFIX), last);
}

export function encodeName(text: string): string {
  return [...Buffer.from(text)].map(encodeByte).join('');
}

/** @returns undefined for a name that `encodeName` never makes, such as a file that somebody else put there */
export function decodeName(name: string): string | undefined {
  try {
    const text = decodeURIComponent(name);
    return encodeName(text) === name ? text : undefined;
  } catch {
    return undefined;
  }
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
}
