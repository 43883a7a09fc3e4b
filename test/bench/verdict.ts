import type { Load } from './load';

/** What came of all requests. */
export interface Verdict {
  /** The name of the person of the probe. */
  right: number;
  wrong: number;
  failed: number;
  /** A sentence for each that is not right. */
  problems: string[];
}

/** Holds each answer against the name of its own person. */
export function verdictOn({ answers }: Load<{ name?: string | null }>): Verdict {
  const verdict: Verdict = { right: 0, wrong: 0, failed: 0, problems: [] };
  for (const { person, answer } of answers) {
    if (answer instanceof Error) {
      verdict.failed += 1;
      verdict.problems.push(`${person}: ${answer.message}`);
    } else if (answer.name === person) {
      verdict.right += 1;
    } else {
      verdict.wrong += 1;
      const said = answer.name === undefined ? 'no face' : (answer.name ?? 'unknown');
      verdict.problems.push(`${person}: answered ${said}`);
    }
  }
  return verdict;
}
