import type { OpenAPIObject } from '@nestjs/swagger';

/** How nestjs-zod marks a field whose type is not one word, until its clean-up. */
const NOT_ONE_TYPE = 'x-nestjs_zod-empty-type';

type Field = { type?: unknown; items?: { type?: string }; [NOT_ONE_TYPE]?: boolean };

/**
 * zod describes `z.number().nullable()` by the type `['number', 'null']`, which @nestjs/swagger takes for an array of
 * numbers. This takes it back; to be done before the clean-up of nestjs-zod, while the fields are marked.
 */
export function withNullableFields(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    const fields = 'properties' in schema ? (schema.properties ?? {}) : {};
    for (const field of Object.values(fields) as Field[]) {
      if (!field[NOT_ONE_TYPE] || field.type !== 'array' || field.items?.type === undefined) continue;
      field.type = [field.items.type, 'null'];
      delete field.items;
      delete field[NOT_ONE_TYPE];
    }
  }
  return document;
}
