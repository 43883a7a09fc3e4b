import type { CallHandler, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { requireGallery, requireNamedGalleries } from './gallery-access';
import { GalleryAccessInterceptor } from './gallery-access.interceptor';
import { type Principal, setPrincipal } from './principal';

const FORBIDDEN = expect.objectContaining({ code: 'gallery-forbidden' }) as unknown;

/** @param galleries of its key; undefined: all */
function requestOf(parts: object, galleries: string[] | undefined = ['staff', 'guests']): Request {
  const request = { params: {}, query: {}, body: undefined, ...parts } as Request;
  const principal: Principal = {
    keyId: 'k',
    keyName: 'test',
    scopes: ['recognize'],
    galleries,
    ratePerMinute: undefined,
  };
  setPrincipal(request, principal);
  return request;
}

describe('a key for some galleries', () => {
  it.each([
    [{ params: { gallery: 'staff' } }],
    [{ query: { gallery: ['staff', 'guests'] } }],
    [{ body: { galleries: ['guests'] } }],
    [{ body: { name: 'visitors' } }],
    [{ body: { gallery: 5 } }],
    [{ body: 'visitors' }],
    [{}],
  ])('reaches them, and what names none: %j', (parts) => {
    expect(() => requireNamedGalleries(requestOf(parts))).not.toThrow();
  });

  it.each([
    [{ params: { gallery: 'visitors' } }],
    [{ query: { gallery: 'visitors' } }],
    [{ query: { gallery: ['staff', 'visitors'] } }],
    [{ body: { gallery: 'visitors' } }],
    [{ body: { galleries: ['staff', 'visitors'] } }],
    [{ params: { gallery: 'staff' }, body: { gallery: 'visitors' } }],
    [{ params: { gallery: 'Staff' } }],
  ])('reaches no other: %j', (parts) => {
    expect(() => requireNamedGalleries(requestOf(parts))).toThrow(FORBIDDEN);
  });

  it('reaches the default one only where it is among them', () => {
    expect(() => requireGallery(requestOf({}), 'staff')).not.toThrow();
    expect(() => requireGallery(requestOf({}), 'default')).toThrow(FORBIDDEN);
  });
});

it('a key for all galleries, and a request that needed no key, reach every one', () => {
  const parts = { params: { gallery: 'visitors' } };
  const all = { ...requestOf(parts) } as Request;
  setPrincipal(all, {
    keyId: 'k',
    keyName: 'test',
    scopes: ['enrol'],
    galleries: undefined,
    ratePerMinute: undefined,
  });
  expect(() => requireNamedGalleries(all)).not.toThrow();
  expect(() => requireGallery(parts as unknown as Request, 'visitors')).not.toThrow();
});

describe('an answer', () => {
  const told = (answer: unknown, galleries?: string[]) => {
    const request = requestOf({}, galleries);
    const context = { getType: () => 'http', switchToHttp: () => ({ getRequest: () => request }) };
    const next: CallHandler = { handle: () => of(answer) };
    return lastValueFrom(
      new GalleryAccessInterceptor().intercept(context as unknown as ExecutionContext, next),
    );
  };

  it.each([
    [{ gallery: 'staff' }],
    [{ type: 'progress', data: { gallery: 'staff' } }],
    [{ faces: [] }],
    ['text'],
    [null],
    [undefined],
  ])('that names its own gallery or none is told: %j', async (answer) => {
    expect(await told(answer)).toEqual(answer);
  });

  it.each([[{ gallery: 'visitors' }], [{ type: 'end', data: { gallery: 'visitors' } }]])(
    'that names another gallery is not: %j',
    async (answer) => {
      await expect(told(answer)).rejects.toEqual(FORBIDDEN);
    },
  );
});
