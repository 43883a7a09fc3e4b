import { BulkJobs, galleryOf, locationOf } from '@facefleet/bulk';
import type { JobStart, QueueMessage } from '@facefleet/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { QUESTIONS } from '../questions/question-paths';
import type { LetterContent } from './letter-content';

/** What a letter is about, in the words of the API. */
export interface LetterSubject {
  kind: QueueMessage['kind'] | `${JobStart['kind']}-start` | null;
  requestId: string | null;
  location: string | null;
  message: Record<string, unknown> | null;
}

const NOTHING: LetterSubject = { kind: null, requestId: null, location: null, message: null };

@Injectable()
export class LetterSubjects {
  constructor(@Inject(BulkJobs) private readonly jobs: BulkJobs) {}

  async of(content: LetterContent): Promise<LetterSubject> {
    if ('request' in content) {
      const { kind, id } = content.request;
      return { kind, requestId: id, location: this.locationOfResult(kind, id), message: content.request };
    }
    if ('start' in content) {
      const { kind, id } = content.start;
      return {
        kind: `${kind}-start`,
        requestId: id,
        location: await this.locationOfJob(content.start),
        message: content.start,
      };
    }
    return NOTHING;
  }

  /** Of what a letter asked for when it was done again. @param id of the new request, or of the job */
  async locationOfRedriven(content: LetterContent, id: string): Promise<string | null> {
    if ('request' in content) return this.locationOfResult(content.request.kind, id);
    return 'start' in content ? this.locationOfJob(content.start) : null;
  }

  private locationOfResult(kind: QueueMessage['kind'], id: string): string | null {
    if (kind === 'embedding') return null; // nobody asks for one by its id
    return kind === 'enrolment' ? `/v1/enrolments/${id}` : `${QUESTIONS[kind].path}/${id}`;
  }

  private async locationOfJob({ kind, id }: JobStart): Promise<string | null> {
    const job = await this.jobs.find(id, kind);
    if (!job) return null;
    return kind === 'model' ? `/v1/galleries/${galleryOf(job)}/model` : locationOf(job);
  }
}
