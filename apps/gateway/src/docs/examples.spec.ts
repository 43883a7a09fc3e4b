import { JobResult } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import * as examples from './examples';

describe('the examples of the documentation', () => {
  it.each(Object.entries(examples))('are answers that the API could give: %s', (_, example) => {
    expect(JobResult.parse(example)).toEqual(example);
  });
});
