import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiOperation } from '@nestjs/swagger';
import type { Request } from 'express';
import { EventEmitter } from 'node:events';
import { lastValueFrom, of, throwError } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { setPrincipal } from '../auth/principal';
import { SetClock } from '../set-clock.fixture';
import { AuditGuard } from './audit.guard';
import { AuditInterceptor } from './audit.interceptor';
import { AuditLog } from './audit-log';
import type { AuditRecord } from './audit-record';
import { Audited, Unaudited } from './audited.decorator';

class PeopleController {
  find(this: void) {}
  remove(this: void) {}
  @Audited('access')
  @ApiOperation({ operationId: 'whoIsIt' })
  ask(this: void) {}
  @Audited('act', { galleryField: 'name', personField: 'from' })
  merge(this: void) {}
  @Unaudited('tells of nobody')
  health(this: void) {}
}

/** What was noted and stored, in order, and what became of requests. */
class FakeLog {
  readonly heard: AuditRecord[] = [];
  refusal: Error | undefined;
  requireRoom = () => undefined;
  note = (record: AuditRecord) => void this.heard.push(record);
  stored = (record: AuditRecord) => {
    this.heard.push(record);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  };
}

let log: FakeLog;
beforeEach(() => (log = new FakeLog()));

/** A request from the guard to the end of its answer. @returns what the handler was asked */
async function run(
  handler: keyof PeopleController,
  request: object,
  { answer = {}, refusedBefore = false, status = 200 } = {},
) {
  const response = Object.assign(new EventEmitter(), { headersSent: true, statusCode: status });
  const whole = { params: {}, query: {}, ip: '203.0.113.7', method: 'GET', ...request } as unknown as Request;
  setPrincipal(whole, {
    keyId: '5e0f3c0a9b1d47e28c6a1f04',
    keyName: 'front door',
    scopes: ['admin'],
    galleries: undefined,
    ratePerMinute: undefined,
  });
  const context = {
    getType: () => 'http',
    getClass: () => PeopleController,
    getHandler: () => PeopleController.prototype[handler],
    switchToHttp: () => ({ getRequest: () => whole, getResponse: () => response }),
  } as unknown as ExecutionContext;
  const clock = new SetClock();
  expect(new AuditGuard(new Reflector(), log as unknown as AuditLog, clock).canActivate(context)).toBe(true);
  let asked = 0;
  if (!refusedBefore) {
    const handle = () => ((asked += 1), answer instanceof Error ? throwError(() => answer) : of(answer));
    await new AuditInterceptor(log as unknown as AuditLog, clock)
      .intercept(context, { handle })
      .then((told) => lastValueFrom(told))
      .catch(() => undefined);
  }
  response.emit('close');
  return asked;
}

describe('a request', () => {
  it('that reads leaves one record, with whom it asked for and whom it was told about', async () => {
    const request = { params: { gallery: 'staff', personId: 'ada', faceId: 'f-1' } };
    await run('find', request, { answer: { person: { id: 'bob' }, id: 'x' } });
    expect(log.heard).toEqual([
      {
        v: 1,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
        at: '2026-11-20T12:00:00.000Z',
        phase: 'ended',
        kind: 'access',
        keyId: '5e0f3c0a9b1d47e28c6a1f04',
        keyName: 'front door',
        operation: 'findPerson',
        gallery: 'staff',
        people: ['bob', 'ada'],
        morePeople: false,
        ids: { id: 'x', faceId: 'f-1' },
        status: 200,
        client: '203.0.113.7',
      },
    ]);
  });

  it('that changes something is recorded before and after, under one id', async () => {
    expect(await run('remove', { method: 'DELETE', params: { gallery: 'staff', personId: 'ada' } })).toBe(1);
    expect(log.heard.map(({ phase, kind, status }) => [phase, kind, status])).toEqual([
      ['begun', 'act', null],
      ['ended', 'act', 200],
    ]);
    expect(new Set(log.heard.map(({ id }) => id)).size).toBe(1);
  });

  it('that cannot be recorded changes nothing', async () => {
    log.refusal = new Error('away');
    expect(await run('remove', { method: 'DELETE' }, { status: 503 })).toBe(0);
    expect(log.heard.at(-1)).toMatchObject({ phase: 'ended', status: 503 });
  });

  it('that is refused by a later guard, or fails, is recorded as such', async () => {
    await run('remove', { method: 'DELETE' }, { refusedBefore: true, status: 403 });
    expect(log.heard.map(({ phase, status }) => [phase, status])).toEqual([['ended', 403]]);
    await run('find', {}, { answer: new Error('no'), status: 404 });
    expect(log.heard.at(-1)).toMatchObject({ kind: 'access', status: 404 });
  });

  it('is what its decorators say', async () => {
    await run('ask', { method: 'POST' });
    expect(log.heard.map(({ kind, operation }) => [kind, operation])).toEqual([['access', 'whoIsIt']]);
    await run('merge', { method: 'POST', body: { name: 'staff', from: 'eve', personId: 'not it' } });
    expect(log.heard.at(-1)).toMatchObject({ gallery: 'staff', people: ['eve'] });
    await run('find', { method: 'HEAD' });
    expect(log.heard.at(-1)).toMatchObject({ kind: 'access' });
    const before = log.heard.length;
    expect(await run('health', {})).toBe(1);
    expect(log.heard).toHaveLength(before);
  });

  it('leaves nothing in its record that is no id, no name of a gallery and no address', async () => {
    await run(
      'find',
      {
        params: { gallery: 'two\nlines', personId: '../ada', faceId: '"},{"', other: 'x'.repeat(65) },
        query: { gallery: ['a', 'b'], personId: { a: 1 } },
        body: { gallery: { toString: 'x' } },
        ip: 'unknown, "forged"',
      },
      { answer: { gallery: 7, id: '\u001b[31m' } },
    );
    expect(log.heard[0]).toMatchObject({ gallery: null, people: [], ids: {}, client: null });
  });

  it('names no more people than a record may', async () => {
    const people = Array.from({ length: 1_200 }, (_, n) => ({ id: `p${n}` }));
    await run('find', {}, { answer: { people } });
    expect(log.heard[0]?.people).toHaveLength(1_000);
    expect(log.heard[0]?.morePeople).toBe(true);
  });
});
