import type { ApiDocument } from '../../support/operations';
import type { Dice } from '../dice';

/** As much of JSON Schema as the API document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  example?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** Without references. */
export function resolved(schema: Schema | undefined, document: ApiDocument): Schema {
  const known = (document as ApiDocument & { components?: { schemas?: Record<string, Schema> } }).components
    ?.schemas;
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    const reference = (part as Schema).$ref;
    if (reference !== undefined) return walk(known?.[reference.split('/').at(-1) ?? ''] ?? {});
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, walk(value)]));
  };
  return walk(schema ?? {}) as Schema;
}

const SOME_UUID = '019338e2-81d0-7a32-b7a5-6a1d2c9e8f03';

/** A value that the schema means, with some of what is optional. */
export function goodValue(schema: Schema, dice: Dice): unknown {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return goodValue(dice.pick(choices), dice);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return dice.pick(schema.enum);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return goodObject(schema, dice);
    case 'array':
      return schema.example !== undefined && dice.below(2)
        ? schema.example
        : Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
            goodValue(schema.items ?? {}, dice),
          );
    case 'integer':
    case 'number':
      return schema.example ?? dice.pick([schema.minimum, schema.maximum, 1].filter((n) => n !== undefined));
    case 'boolean':
      return dice.below(2) === 1;
    case 'null':
      return null;
    case undefined:
    default:
      if (schema.example !== undefined) return schema.example;
      if (schema.format === 'uuid') return SOME_UUID;
      return schema.format === 'date-time' ? '2027-01-02T03:04:05Z' : 'some text';
  }
}

function goodObject(schema: Schema, dice: Dice): object {
  if (!schema.properties) return (schema.example as object | undefined) ?? {};
  const wanted = Object.entries(schema.properties).filter(
    ([name]) => schema.required?.includes(name) || dice.below(2) === 1,
  );
  return Object.fromEntries(wanted.map(([name, part]) => [name, goodValue(part, dice)]));
}

/** The names of all fields, however deep, as paths. */
export function fieldsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : Object.entries(value);
  return [[...path], ...entries.flatMap(([name, part]) => fieldsOf(part, [...path, name]))];
}

/** A copy with another value at the path. */
export function withValueAt(value: unknown, path: readonly (string | number)[], other: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return other;
  if (Array.isArray(value))
    return value.map((item: unknown, i) => (i === first ? withValueAt(item, rest, other) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [first]: withValueAt(object[first], rest, other) };
}
