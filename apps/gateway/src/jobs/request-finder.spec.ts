import type { BulkJobs, JobRecord, ProgressBook } from '@facefleet/bulk';
import type { JobResult, JobState } from '@facefleet/contracts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobQueue } from './job-queue';
import type { JobResults } from './job-results';
import { RequestFinder } from './request-finder';

const ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c11';
const JOB_ID = '019338e2-7c1b-7cc3-9f4e-2f1d2a6b9c12';
const ENROLMENT = { id: ID, kind: 'enrolment' } as JobResult;

let result: JobResult | undefined;
/** Happens while it is looked whether the request is on its way. */
let meanwhile: () => void;
let isKnown: boolean;
/** The kind of the job that it is an item of. */
let itemOf: string | undefined;
let hasOutcome: boolean;
let jobState: JobState;
let finder: RequestFinder;
let isStored: boolean;

beforeEach(() => {
  [result, isKnown, itemOf, hasOutcome, jobState] = [undefined, false, undefined, false, 'running'];
  meanwhile = () => undefined;
  isStored = false;
  const results = {
    find: () => Promise.resolve(result),
    isStored: () => Promise.resolve(isStored),
  };
  const queue = {
    isKnown: () => {
      meanwhile();
      return Promise.resolve(isKnown);
    },
  };
  const jobs = {
    itemWithId: (_id: string, kind: string) =>
      Promise.resolve(kind === itemOf ? { id: JOB_ID, index: 0 } : undefined),
    hasOutcome: () => Promise.resolve(hasOutcome),
    isCancelled: () => Promise.resolve(jobState === 'cancelling' || jobState === 'cancelled'),
    find: () => Promise.resolve({ id: JOB_ID } as JobRecord),
  };
  const book = { progress: () => Promise.resolve({ state: jobState }) };
  finder = new RequestFinder(
    results as unknown as JobResults,
    queue as unknown as JobQueue,
    jobs as unknown as BulkJobs,
    book as unknown as ProgressBook,
  );
});

describe('a request', () => {
  it('has its result, is pending while its image lies there, and else is nobody’s', async () => {
    expect(await finder.find('enrolment', ID)).toBeUndefined();
    isKnown = true;
    expect(await finder.find('enrolment', ID)).toBe('pending');
    result = ENROLMENT;
    expect(await finder.find('enrolment', ID)).toBe(ENROLMENT);
    expect(await finder.find('recognition', ID)).toBeUndefined();
  });

  it('that is about somebody who is just being erased is nobody’s, though its image lies there still', async () => {
    [isKnown, isStored] = [true, true];
    expect(await finder.find('recognition', ID)).toBeUndefined();
  });

  it('that ends between two looks, and whose image is deleted then, is not unknown', async () => {
    meanwhile = () => (result = ENROLMENT);
    expect(await finder.find('enrolment', ID)).toBe(ENROLMENT);
  });
});

describe.each([
  ['an image of an import', 'enrolment', 'import'],
  ['an image of a batch', 'recognition', 'batch'],
] as const)('%s', (_what, kind, jobKind) => {
  beforeEach(() => {
    itemOf = jobKind;
  });

  it('is pending until it has an outcome', async () => {
    expect(await finder.find(kind, ID)).toBe('pending');
    hasOutcome = true;
    expect(await finder.find(kind, ID)).toBeUndefined(); // skipped or rejected: there is no result
  });

  it('is not pending for ever where its job was cancelled before it was sent', async () => {
    jobState = 'cancelling';
    expect(await finder.find(kind, ID)).toBe('pending');
    jobState = 'cancelled';
    expect(await finder.find(kind, ID)).toBeUndefined();
  });

  it('is nothing that another kind of request could be', async () => {
    expect(await finder.find('detection', ID)).toBeUndefined();
  });
});
