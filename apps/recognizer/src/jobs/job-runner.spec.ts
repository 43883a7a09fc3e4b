import { describe, expect, it } from 'vitest';
import { JobRunner } from './job-runner';

/** A part that nobody may ask for anything. */
const untouched = new Proxy(
  {},
  {
    get: (_, name) => {
      throw new Error(`${String(name)} was asked for`);
    },
  },
) as never;

describe('a message of a kind that only a later release knows', () => {
  const runner = new JobRunner(
    untouched,
    untouched,
    untouched,
    untouched,
    untouched,
    untouched,
    untouched,
    untouched,
    {
      nowMs: () => 0,
    },
    untouched,
  );
  const message = {
    v: 1,
    id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11',
    kind: 'segmentation',
    submittedAtMs: 0,
  };

  it.each([1, 5])(
    'goes back to the queue and is answered by nobody, delivered %i times',
    async (deliveries) => {
      await expect(
        runner.run(JSON.stringify(message), deliveries, deliveries === 5, untouched),
      ).rejects.toThrow(/kind/);
    },
  );

  it.each([
    { v: 1, kind: 'later', id: message.id },
    { ...message, v: 2, kind: 'recognition' },
  ])('so does %j', async (later) => {
    await expect(runner.run(JSON.stringify(later), 1, false, untouched)).rejects.toThrow();
  });
});
