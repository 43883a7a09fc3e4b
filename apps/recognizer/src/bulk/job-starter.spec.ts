import type { BulkJobs, ItemToSend, JobRecord, JobSender } from '@facefleet/bulk';
import type { JobStart } from '@facefleet/contracts';
import type { JobEnds } from '@facefleet/outcomes';
import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';
import { WorkerStatus } from '../worker/worker-status';
import type { ItemSources } from './item-sources';
import { JobStarter } from './job-starter';

const start: JobStart = { v: 1, kind: 'batch', id: '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11' };
const job = { id: start.id, kind: 'batch', total: 3 } as JobRecord;

let known: JobRecord | undefined;
let send: JobSender['send'];
let sentAgain: object[];
let status: WorkerStatus;
let starter: JobStarter;

beforeEach(() => {
  Logger.overrideLogger(false);
  known = job;
  send = () => Promise.resolve('sent');
  sentAgain = [];
  status = new WorkerStatus('i-mine', 1);
  const jobs = { find: () => Promise.resolve(known) };
  const sender = { send: (...call: Parameters<JobSender['send']>) => send(...call) };
  const source = {
    async *items(_job: JobRecord, from: number): AsyncGenerator<ItemToSend> {
      await Promise.resolve();
      for (let index = from; index < 3; index++) yield { index, message: { index } };
    },
  };
  const queue = { send: (messages: object[]) => Promise.resolve(void sentAgain.push(...messages)) };
  starter = new JobStarter(
    jobs as unknown as BulkJobs,
    sender as unknown as JobSender,
    { batch: source } as unknown as ItemSources,
    queue,
    { look: () => Promise.resolve() } as unknown as JobEnds,
    status,
  );
});

describe('JobStarter', () => {
  it('sends the items of the kind of the job, from where the sender wants them', async () => {
    const indices: number[] = [];
    send = async (_job, itemsFrom) => {
      for await (const { index } of itemsFrom(1)) indices.push(index);
      return 'sent';
    };
    await starter.run(start, false);
    expect(indices).toEqual([1, 2]);
    expect(sentAgain).toEqual([]);
  });

  it('hands the rest of the job to another worker when this one has to go', async () => {
    send = (_job, _itemsFrom, stopping) => Promise.resolve(stopping() ? 'stopped' : 'sent');
    status.state = 'draining';
    await starter.run(start, false);
    expect(sentAgain).toEqual([start]);
  });

  it('leaves a failure to the queue, and takes the place of the message that the queue gives up', async () => {
    send = () => Promise.reject(new Error('the store does not answer'));
    await expect(starter.run(start, false)).rejects.toThrow('does not answer');
    expect(sentAgain).toEqual([]);
    await starter.run(start, true);
    expect(sentAgain).toEqual([start]);
  });

  it('forgets a job that was not accepted after all', async () => {
    known = undefined;
    send = () => Promise.reject(new Error('nothing to send'));
    await starter.run(start, false);
    expect(sentAgain).toEqual([]);
  });
});
