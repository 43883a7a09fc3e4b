import type { Autoscaler } from '../autoscaler';
import type { ArrivalTrace } from '../simulator/world';
import { awsBacklogPerInstance } from './aws-backlog-per-instance';
import { buildkite } from './buildkite';
import { courseProject } from './course-project';
import { fixedMean, fixedPeak } from './fixed-size';
import { kedaHpa } from './keda-hpa';
import { knativeKpa } from './knative-kpa';
import type { BaselineSettings } from './settings';

/** What people scale queue workers with, by name; the trace is for those that are fixed from hindsight. */
export const BASELINES: Readonly<
  Record<string, (settings: BaselineSettings, trace: ArrivalTrace) => Autoscaler>
> = {
  'keda-hpa': kedaHpa,
  'knative-kpa': knativeKpa,
  'aws-backlog-per-instance': awsBacklogPerInstance,
  buildkite,
  'course-project': courseProject,
  'fixed-peak': fixedPeak,
  'fixed-mean': fixedMean,
};
