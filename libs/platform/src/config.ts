import { z } from 'zod';

/** A variable that is wrong stops the start: this says which one and why, and never prints its value. */
export class ConfigError extends Error {}

/**
 * Parses the environment once, at start.
 *
 * @param schema an object whose keys are the names of environment variables; an empty variable counts as absent
 * @throws ConfigError naming every wrong variable
 */
export function loadConfig<T extends z.ZodObject>(schema: T, env: NodeJS.ProcessEnv): z.infer<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`Wrong or missing settings:\n${lines.join('\n')}`);
}

/** Shapes of environment variables: all arrive as strings. */
export const envInt = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
export const envSwitch = z.enum(['on', 'off']).transform((value) => value === 'on');
