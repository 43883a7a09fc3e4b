import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { withNullableFields } from './nullable-fields';
import { tidied } from './tidied';

function documentWith(schemas: object, operation: object = {}): OpenAPIObject {
  return {
    openapi: '3.1.0',
    info: { title: '', version: '1' },
    paths: { '/x': { post: { responses: {}, ...operation } } },
    components: { schemas },
  } as never;
}
const bodyOf = (name: string) => ({
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});

describe('the tidied document', () => {
  it('names schemas without Dto, also where they are referred to', () => {
    const { components, paths } = tidied(documentWith({ ThingDto: {} }, { requestBody: bodyOf('ThingDto') }));
    expect(components?.schemas).toEqual({ Thing: {} });
    expect(paths['/x']?.post?.requestBody).toEqual(bodyOf('Thing'));
  });

  it('says of a filled-in field that answers always have it, and leaves requests their defaults', () => {
    const field = { type: 'object', properties: { a: { default: null }, b: {} } };
    const schemas = { AnswerDto: structuredClone(field), QuestionDto: structuredClone(field) };
    const { components } = tidied(documentWith(schemas, { requestBody: bodyOf('QuestionDto') }));
    expect(components?.schemas).toEqual({
      Answer: { type: 'object', properties: { a: {}, b: {} }, required: ['a'] },
      Question: field,
    });
  });

  it('has no limits that are none', () => {
    const count = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, type: 'integer' };
    const time = { type: 'string', format: 'date-time', pattern: 'long' };
    const { components } = tidied(documentWith({ A: { properties: { count, time } } }));
    expect(components?.schemas).toEqual({
      A: { properties: { count: { type: 'integer' }, time: { type: 'string', format: 'date-time' } } },
    });
  });
});

describe('fields that may be null', () => {
  it('are no arrays, unlike arrays', () => {
    const nullable = { type: 'array', items: { type: 'number' }, 'x-nestjs_zod-empty-type': true };
    const list = { type: 'array', items: { type: 'number' } };
    const { components } = withNullableFields(documentWith({ A: { properties: { nullable, list } } }));
    expect(components?.schemas).toEqual({
      A: { properties: { nullable: { type: ['number', 'null'] }, list } },
    });
  });
});
