import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DrainController } from './drain.controller';
import { WorkerStatus } from './worker-status';

const signals = vi.spyOn(process, 'kill');
let controller: DrainController;

beforeEach(() => {
  Logger.overrideLogger(false);
  signals.mockReset().mockReturnValue(true);
  controller = new DrainController(new WorkerStatus('i-mine', 1));
});
afterEach(() => signals.mockReset());

describe('DrainController', () => {
  it('ends this worker as SIGTERM does, once however often it is asked', () => {
    controller.drain({ workerId: 'i-mine' });
    controller.drain({ workerId: 'i-mine' });
    expect(signals.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  });

  it('minds neither what others are asked nor what it does not understand', () => {
    for (const payload of [{ workerId: 'i-other' }, {}, undefined, 'i-mine']) controller.drain(payload);
    expect(signals).not.toHaveBeenCalled();
  });
});
