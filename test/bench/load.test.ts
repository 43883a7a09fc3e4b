import { describe, expect, it } from 'vitest';
import { sendAll } from './load';
import { verdictOn } from './verdict';

const probes = ['ada', 'bob', 'eve', 'kim'].map((person) => ({ person, bytes: Buffer.from(person) }));

describe('a load', () => {
  it('has the answers in the order of the probes, whoever is answered first', async () => {
    const waiting: (() => void)[] = [];
    const load = sendAll(
      async (image) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        if (String(image) === 'eve') throw new Error('503');
        return { name: String(image) === 'bob' ? null : String(image) };
      },
      probes,
      probes.length,
    );
    for (const goOn of waiting.toReversed()) goOn();
    const { answers, latenciesMs } = await load;
    expect(answers.map(({ person }) => person)).toEqual(['ada', 'bob', 'eve', 'kim']);
    expect(latenciesMs).toHaveLength(4);
    expect(verdictOn({ answers, latenciesMs, wallMs: 1 })).toEqual({
      right: 2,
      wrong: 1,
      failed: 1,
      problems: ['bob: answered unknown', 'eve: 503'],
    });
  });
});
