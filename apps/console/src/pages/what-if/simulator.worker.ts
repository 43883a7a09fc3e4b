import { autoscalerFor, boundOf, BUILT_IN_TRACES, csvTrace, simulate } from '@facefleet/scaling';
import type { Job, Jobs, JobKind, Reply } from './simulator-jobs';

/** Simulates beside the page, which stays quick. One job at a time. */
addEventListener('message', ({ data }: MessageEvent<Job>) => {
  try {
    postMessage({ answer: done(data) } satisfies Reply);
  } catch (error) {
    postMessage({ complaint: error instanceof Error ? error.message : String(error) } satisfies Reply);
  }
});

function done(job: Job): Jobs[JobKind]['answer'] {
  switch (job.kind) {
    case 'read':
      return csvTrace(job.name, job.text);
    case 'make':
      return BUILT_IN_TRACES[job.name]!(job.seed);
    case 'bound':
      return boundOf(job.world);
    case 'simulate':
      return simulate(job.world, autoscalerFor(job.policy, job.world));
  }
}
