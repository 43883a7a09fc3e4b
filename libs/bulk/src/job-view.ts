import { GalleryName, type JobProgress, type JobState } from '@facefleet/contracts';
import { z } from 'zod';
import type { JobRecord } from './bulk-jobs';
import { IMPORT } from './import';

/** Jobs of every kind are about one gallery. */
const AboutGallery = z.object({ gallery: GalleryName });

/** A job as clients and webhooks see it. */
export interface JobView extends Omit<JobProgress, 'state'> {
  id: string;
  status: JobState;
  gallery: string;
  createdAt: string;
  location: string;
}

export function jobView(job: JobRecord, { state, ...counts }: JobProgress): JobView {
  const { id, createdAt } = job;
  return { id, status: state, gallery: galleryOf(job), ...counts, createdAt, location: locationOf(job) };
}

export function galleryOf({ options }: Pick<JobRecord, 'options'>): string {
  return AboutGallery.parse(options).gallery;
}

export function locationOf(job: JobRecord): string {
  return job.kind === IMPORT ? `/v1/galleries/${galleryOf(job)}/imports/${job.id}` : `/v1/batches/${job.id}`;
}
