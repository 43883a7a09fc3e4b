import type { OpenAPIObject } from '@nestjs/swagger';

type Json = null | boolean | number | string | Json[] | JsonObject;
type JsonObject = { [key: string]: Json };

const FORMATS = new Set<Json | undefined>(['date', 'date-time', 'uuid']);
const SCHEMAS = '#/components/schemas/';

/**
 * What our libraries leave to be done: schemas are named for clients, answers are described and have all that they always
 * have, and limits that are no limits are gone.
 */
export function tidied(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as JsonObject;
  const asked = new Set<string>();
  for (const operation of operationsOf(document)) {
    collectSchemas(operation.requestBody ?? null, schemas, asked);
    describeAnswers(operation);
  }
  for (const [name, schema] of Object.entries(schemas)) {
    if (!asked.has(name)) walk(schema, requireDefaults);
  }
  walk(document as unknown as Json, dropNoise);
  walk(document as unknown as Json, renameReference);
  const named = Object.entries(schemas).map(([name, schema]) => [nameOf(name), schema]);
  document.components = { ...document.components, schemas: Object.fromEntries(named) as never };
  return document;
}

function operationsOf(document: OpenAPIObject): JsonObject[] {
  return Object.values(document.paths).flatMap((path) => Object.values(path as Record<string, JsonObject>));
}

/** Where nothing is said of an answer it is what the operation is about. */
function describeAnswers({ summary, responses }: JsonObject): void {
  if (typeof summary !== 'string' || !isObject(responses)) return;
  for (const response of Object.values(responses))
    if (isObject(response) && response.description === '') response.description = `${summary}.`;
}

/** A field that is filled in where it is absent is always there in an answer. */
function requireDefaults(schema: JsonObject): void {
  if (!isObject(schema.properties)) return;
  const filled = Object.entries(schema.properties).filter(
    ([, field]) => isObject(field) && 'default' in field,
  );
  if (filled.length === 0) return;
  const required = Array.isArray(schema.required) ? schema.required : [];
  schema.required = [...new Set([...required, ...filled.map(([name]) => name)])];
  for (const [, field] of filled) delete (field as JsonObject).default;
}

/** zod bounds every integer by what JavaScript can count, and spells out each format as a pattern. */
function dropNoise(node: JsonObject): void {
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  if (FORMATS.has(node.format)) delete node.pattern;
}

function renameReference(node: JsonObject): void {
  if (typeof node.$ref === 'string') node.$ref = nameOf(node.$ref);
}

function nameOf(schema: string): string {
  return schema.replace(/Dto$/, '');
}

function collectSchemas(node: Json, schemas: JsonObject, found: Set<string>): void {
  walk(node, ({ $ref }) => {
    if (typeof $ref !== 'string') return;
    const name = $ref.slice(SCHEMAS.length);
    if (found.has(name)) return;
    found.add(name);
    collectSchemas(schemas[name] ?? null, schemas, found);
  });
}

function walk(node: Json, visit: (object: JsonObject) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  else if (isObject(node)) {
    visit(node);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
