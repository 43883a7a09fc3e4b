export { v7 as uuidv7 } from 'uuid';

/** When a UUIDv7 was made [Unix ms]: its first 48 bits. */
export const uuidv7TimeMs = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
