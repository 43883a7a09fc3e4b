import type { Dice } from '../dice';
import type { Body, Message, Part } from './message';
import { goodValue, type Schema } from './schema';
import type { Target } from './target';
import type { World } from './world';

/** What would start much work, or stop the system from doing any, is asked for in its harmless form only. */
const HARMLESS: Record<string, unknown> = {
  minWorkers: 0,
  maxWorkers: 1,
  deadlineS: 60,
  until: '2020-01-01T00:00:00Z',
  ratePerMinute: 100_000,
};

/** A request as right as the document lets one guess, mostly of things that are there. */
export function goodMessage(target: Target, world: World, dice: Dice): Message {
  const valueOf = (name: string, schema: Schema): string => {
    const known = world.idsOf(target, name);
    const isSpared = target.method === 'DELETE' && dice.below(20) > 0;
    if (known.length > 0 && !isSpared && dice.below(10) > 0) return dice.pick(known);
    return String(goodValue(schema, dice));
  };
  const named = target.parameters.filter((parameter) => parameter.in === 'path');
  const path = named.reduce(
    (path, { name, schema }) => path.replace(`{${name}}`, encodeURIComponent(valueOf(name, schema))),
    target.path,
  );
  const query = target.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.name !== 'metadata' && dice.below(3) === 0)
    .map(({ name, schema }): [string, string] => [name, valueOf(name, schema)]);
  const key = dice.below(10) > 0 ? world.keys.admin : dice.pick(Object.values(world.keys));
  const headers: Message['headers'] = [['Host', world.host]];
  if (key !== undefined) headers.push(['Authorization', `Bearer ${key}`]);
  if (target.parameters.some(({ name }) => name === 'Prefer'))
    headers.push(['Prefer', dice.pick(['respond-async', 'wait=0', 'wait=1'])]);
  return { method: target.method, path, query, headers, body: goodBody(target, world, dice) };
}

function goodBody({ bodies }: Target, world: World, dice: Dice): Body | undefined {
  if (bodies.length === 0) return undefined;
  const { type, schema } = dice.pick(bodies);
  if (type === 'multipart/form-data') return { kind: 'form', parts: partsOf(schema, world, dice) };
  if (type.includes('json'))
    return { kind: 'json', type, value: madeHarmless(goodValue(schema, dice), world) };
  return { kind: 'bytes', type, bytes: world.archive };
}

function partsOf(form: Schema, world: World, dice: Dice): Part[] {
  const schema = form.oneOf?.find(({ properties }) => properties) ?? form;
  const fields = Object.entries(schema.properties ?? {});
  return fields
    .filter(([name]) => schema.required?.includes(name) || dice.below(2) === 0)
    .map(([name, field]): Part => {
      if (field.format === 'binary' || field.items?.format === 'binary')
        return { name, fileName: 'photo.png', content: dice.below(8) === 0 ? world.portrait : world.image };
      return { name, content: Buffer.from(String(goodValue(field, dice))) };
    });
}

function madeHarmless(value: unknown, { webhookUrl }: World): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const known: Record<string, unknown> = { ...HARMLESS, url: webhookUrl };
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name in known ? known[name] : part]),
  );
}
