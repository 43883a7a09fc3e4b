import type { AskedKind, MessageOf, QueueMessage } from '@facefleet/contracts';
import { imageKeyOf } from '../jobs/job-queue';

/** Keys of the images that came with a request, in the order in which `JobQueue.accept` takes them. */
export function imageKeysOf(request: QueueMessage): string[] {
  switch (request.kind) {
    case 'comparison':
      return [request.sourceImageKey, request.targetImageKey];
    case 'recognition':
    case 'enrolment':
    case 'detection':
    case 'verification':
      return [request.imageKey];
    case 'search':
    case 'embedding': // the photograph is its face's
      return [];
  }
}

/** What clients ask for, once more under another id, with images of its own, and of no job: that one has ended. */
export function redrivenRequest(
  request: MessageOf<AskedKind>,
  id: string,
  submittedAtMs: number,
): MessageOf<AskedKind> {
  const fresh = { id, submittedAtMs, job: undefined };
  switch (request.kind) {
    case 'comparison':
      return {
        ...request,
        ...fresh,
        sourceImageKey: imageKeyOf(request.kind, id),
        targetImageKey: imageKeyOf(request.kind, id, 1),
      };
    case 'recognition':
    case 'enrolment':
    case 'detection':
    case 'verification':
      return { ...request, ...fresh, imageKey: imageKeyOf(request.kind, id) };
    case 'search':
      return { ...request, ...fresh };
  }
}
