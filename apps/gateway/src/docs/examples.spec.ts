import { EnrolmentSucceeded, RecognitionSucceeded } from '@facefleet/contracts';
import { describe, expect, it } from 'vitest';
import { ENROLMENT_EXAMPLE, RECOGNITION_EXAMPLE } from './examples';

describe('the examples of the documentation', () => {
  it('are answers that the API could give', () => {
    expect(RecognitionSucceeded.parse(RECOGNITION_EXAMPLE)).toEqual(RECOGNITION_EXAMPLE);
    expect(EnrolmentSucceeded.parse(ENROLMENT_EXAMPLE)).toEqual(ENROLMENT_EXAMPLE);
  });
});
