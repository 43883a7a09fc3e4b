import { Metadata } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requestIssues } from './request-issues';

describe('what is said of a request that is not valid', () => {
  const sayOf = (schema: z.ZodType, given: unknown) => requestIssues(schema.safeParse(given).error!);
  const NewThing = z.strictObject({ name: z.string(), size: z.coerce.number().optional() });

  it('asks for JSON and its content type where the body was of another type and so is not there', () => {
    expect(sayOf(NewThing, undefined)).toBe(
      'Send a body of JSON, with the header "Content-Type: application/json".',
    );
  });

  it('names what is missing, and what should be a number', () => {
    expect(sayOf(NewThing, { size: 'x' })).toBe('name: is missing; size: expected a number');
  });

  it('leaves no unknown field unsaid', () => {
    expect(sayOf(NewThing, { name: 'a', nme: 'b' })).toBe('request: Unrecognized key: "nme"');
  });

  it('says what a value and a key of metadata may be', () => {
    expect(sayOf(Metadata, { nested: { a: 1 } })).toBe(
      'nested: use a text, a finite number, true, false, or a list of them',
    );
    expect(sayOf(Metadata, { 'a b': 1 })).toBe(
      'a b: use 1 to 64 letters, digits, dots, dashes and underscores; the first is no dot and no dash',
    );
  });
});
