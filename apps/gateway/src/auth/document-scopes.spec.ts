import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { documentScopes } from './document-scopes';

function documented(operation: object) {
  const document = { openapi: '3.1.0', info: {}, paths: { '/x': { get: operation } } };
  return documentScopes(document as unknown as OpenAPIObject).paths['/x']?.get;
}

describe('the document says which key an operation needs', () => {
  it('with any of several scopes, or with admin', () => {
    expect(documented({ description: 'What it does.', 'x-scopes': ['recognize', 'enrol'] })).toEqual({
      description: 'What it does.\n\nNeeds a key with the scope `recognize` or `enrol`.',
      security: [{ bearer: ['recognize'] }, { bearer: ['enrol'] }, { bearer: ['admin'] }],
      'x-scopes': ['recognize', 'enrol'],
    });
  });

  it('and of whom nobody said anything: admin, as the guard has it', () => {
    expect(documented({})).toEqual({
      description: 'Needs a key with the scope `admin`.',
      security: [{ bearer: ['admin'] }],
      'x-scopes': ['admin'],
    });
  });

  it('or that it needs none, and how it knows is not published', () => {
    expect(documented({ 'x-public': true, description: 'Alive?' })).toEqual({
      description: 'Alive?',
      security: [],
    });
  });
});
