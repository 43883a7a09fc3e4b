import type { Scope } from '@facefleet/contracts';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { setPrincipal } from './principal';
import { Scopes } from './scopes.decorator';
import { ScopesGuard } from './scopes.guard';

@Scopes('enrol')
class Things {
  asTheOthers() {}
  @Scopes('recognize')
  ofItsOwn() {}
}
class Forgotten {
  handler() {}
}

function enter(type: new () => object, handler: string, scopes: Scope[] | undefined, galleries?: string[]) {
  const request = { params: { gallery: 'staff' }, query: {}, body: {} } as unknown as Request;
  if (scopes)
    setPrincipal(request, { keyId: 'k', keyName: 'test', scopes, galleries, ratePerMinute: undefined });
  const context = {
    getType: () => 'http',
    getClass: () => type,
    getHandler: () => (type.prototype as Record<string, unknown>)[handler],
    switchToHttp: () => ({ getRequest: () => request }),
  };
  return new ScopesGuard(new Reflector()).canActivate(context as unknown as ExecutionContext);
}
const lacking = (detail: RegExp) =>
  expect.objectContaining({
    code: 'scope-missing',
    message: expect.stringMatching(detail) as unknown,
  }) as unknown;

describe('a key', () => {
  it('may do what one of its scopes allows', () => {
    expect(enter(Things, 'asTheOthers', ['recognize', 'enrol'])).toBe(true);
    expect(enter(Things, 'ofItsOwn', ['recognize'])).toBe(true);
    expect(enter(Things, 'asTheOthers', ['admin'])).toBe(true);
  });

  it('may do nothing else, and hears what it lacks', () => {
    expect(() => enter(Things, 'asTheOthers', ['recognize'])).toThrow(lacking(/enrol or admin.*recognize/));
    expect(() => enter(Things, 'ofItsOwn', ['enrol'])).toThrow(lacking(/recognize or admin/));
  });

  it('must be an admin’s where nobody said what a handler needs', () => {
    expect(() => enter(Forgotten, 'handler', ['recognize', 'enrol'])).toThrow(lacking(/scope admin;/));
    expect(enter(Forgotten, 'handler', ['admin'])).toBe(true);
  });

  it('of another gallery is refused before the handler', () => {
    expect(() => enter(Things, 'asTheOthers', ['enrol'], ['visitors'])).toThrow(
      expect.objectContaining({ code: 'gallery-forbidden' }),
    );
    expect(enter(Things, 'asTheOthers', ['enrol'], ['staff'])).toBe(true);
  });
});

it('what needs no key is asked for no scope', () => {
  expect(enter(Forgotten, 'handler', undefined)).toBe(true);
});
