import { CliError } from '../failure';

/**
 * `maxWorkers=10` and the like, for the settings that this policy has.
 * @throws CliError for a setting that it has not, or a value that is of another type
 */
export function settingsOf(assignments: readonly string[], policy: object): Record<string, unknown> {
  const known = policy as Record<string, unknown>;
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [, name = '', text = ''] = /^(\w+)=(.*)$/.exec(assignment) ?? [];
      if (!(name in known)) {
        const names = Object.keys(known).join(', ');
        throw new CliError('setting-unknown', `There is no setting "${name || assignment}", but: ${names}.`);
      }
      return [name, valueOf(name, text, known[name])];
    }),
  );
}

function valueOf(name: string, text: string, before: unknown): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = text;
  }
  if (before !== null && typeof value !== typeof before) {
    throw new CliError('setting-invalid', `${name} is a ${typeof before}, as ${JSON.stringify(before)}.`);
  }
  return value;
}
