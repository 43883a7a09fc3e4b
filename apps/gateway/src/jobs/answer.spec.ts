import type { Response } from 'express';
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { clientGone } from './answer';

describe('the signal that a client has gone', () => {
  it('is one for each response, aborted once that is closed', () => {
    const [response, other] = [new EventEmitter(), new EventEmitter()];
    const gone = clientGone(response as Response);
    expect(clientGone(response as Response)).toBe(gone);
    expect(response.listenerCount('close')).toBe(1);
    expect(gone.aborted).toBe(false);
    response.emit('close');
    expect(gone.aborted).toBe(true);
    expect(clientGone(other as Response).aborted).toBe(false);
  });
});
