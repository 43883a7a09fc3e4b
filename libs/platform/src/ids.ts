export { v7 as uuidv7 } from 'uuid';

/** When a UUIDv7 was made [Unix ms]: its first 48 bits. */
export const uuidv7TimeMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const LAST_DIGIT = 15;

/** Listings begin with what is least: with the digits turned round, that is the newest id. Twice it is the id again. */
export const turnedId = (id: string): string =>
  id.replace(/[0-9a-f]/g, (digit) => (LAST_DIGIT - parseInt(digit, 16)).toString(16));
const TIME_DIGITS = 12;

/** What a UUIDv7 of this moment begins with: as a key it comes before all that were made then or later. */
export function uuidv7Start(atMs: number): string {
  const digits = Math.max(0, Math.floor(atMs)).toString(16).padStart(TIME_DIGITS, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
