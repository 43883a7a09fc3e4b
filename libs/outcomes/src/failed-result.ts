import { type JobKind, type JobProblem, JobResult, type QualityIssue } from '@facefleet/contracts';

/** What a result says of its request. */
export interface Asked {
  id: string;
  kind: JobKind;
  gallery?: string;
}

export interface Failure {
  code: JobProblem;
  detail: string;
  issues?: QualityIssue[];
}

/** @param finishedAtMs Unix time */
export function failedResult({ id, kind, gallery }: Asked, error: Failure, finishedAtMs: number): JobResult {
  const finishedAt = new Date(finishedAtMs).toISOString();
  return JobResult.parse({ id, kind, gallery, status: 'failed', error, finishedAt });
}
