import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aftermathOf } from './fuzz/http/aftermath';
import { flawText } from './fuzz/http/report';
import { FUZZED_SYSTEM, runHttpFuzz } from './fuzz/http/run';
import { SPOILINGS } from './fuzz/http/spoilings';
import { type LocalFile, LocalSystem } from './support/system';

const SEED = 7;
const REQUESTS = 1_500;
/** From the whole length of a run, so that every kind of request and every operation is among them. */
const STEP = 13 * SPOILINGS.length + 1;
const PATIENCE_MS = 600_000;
const unwatched = { begin() {}, at() {}, end() {} };

/** A short run of `npm run fuzz:http`. */
describe('requests that are wrong in every way', () => {
  let system: LocalSystem;
  let pids: LocalFile['pids'];

  beforeAll(async () => {
    system = await LocalSystem.start({ ...FUZZED_SYSTEM, FACEFLEET_MODELS: 'builtin' });
    ({ pids } = await system.local());
  });
  afterAll(() => system.stop());

  it(
    'are answered with what is documented, and harm nobody',
    async () => {
      const indices = Array.from({ length: REQUESTS }, (_, i) => i * STEP);
      const { outcomes } = await runHttpFuzz(system, { seed: SEED, indices }, unwatched);
      expect(outcomes).toHaveLength(REQUESTS);
      expect(new Set(outcomes.map(({ spoiling }) => spoiling)).size).toBe(SPOILINGS.length);
      expect(new Set(outcomes.map(({ target }) => target)).size).toBeGreaterThan(60);
      const flaws = outcomes.filter(({ flaw }) => flaw !== undefined);
      expect(flaws.map((flaw) => flawText(flaw, SEED))).toEqual([]);
      expect(await aftermathOf(system, pids)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
