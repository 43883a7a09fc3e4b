import type { Spoiling } from '../spoiling';
import { bytesOf } from '../message';
import { CHUNKS } from './chunks';
import { FORMS } from './forms';
import { FRAMING } from './framing';
import { HEADERS } from './headers';
import { IDS_AND_QUERIES } from './ids';
import { JSON_BODIES } from './json-bodies';
import { MEANINGFUL } from './meaningful';
import { REQUEST_LINES } from './request-lines';

const WHOLE: Spoiling[] = [
  { name: 'none', apply: bytesOf, remains: 'operation' },
  {
    name: 'flipped bits',
    remains: 'none',
    apply: (message, dice) => {
      const bytes = bytesOf(message);
      for (let n = dice.between(1, 8); n > 0; n--) {
        const at = dice.below(bytes.length);
        bytes[at] = (bytes[at] as number) ^ (1 << dice.below(8));
      }
      return bytes;
    },
  },
  {
    name: 'cut off',
    remains: 'none',
    apply: (message, dice) => {
      const bytes = bytesOf(message);
      return bytes.subarray(0, dice.below(bytes.length));
    },
  },
  {
    name: 'a piece twice',
    remains: 'none',
    apply: (message, dice) => {
      const bytes = bytesOf(message);
      const from = dice.below(bytes.length);
      const to = dice.between(from, Math.min(bytes.length, from + 200));
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    },
  },
  { name: 'noise', remains: 'none', apply: (_, dice) => dice.bytes(dice.between(1, 2_000)) },
];

export const SPOILINGS: readonly Spoiling[] = [
  ...WHOLE,
  ...REQUEST_LINES,
  ...HEADERS,
  ...FRAMING,
  ...CHUNKS,
  ...FORMS,
  ...JSON_BODIES,
  ...IDS_AND_QUERIES,
  ...MEANINGFUL,
];
