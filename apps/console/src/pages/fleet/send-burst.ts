import { type components, FacefleetError } from '@facefleet/client/browser';
import { imageForm } from '../../api/forms';
import { finished, type Job } from '../../api/jobs';
import { API_URL, send } from '../../api/send';
import { sleep } from '../../api/sleep';

export interface BurstProgress {
  sent: number;
  answered: number;
  failed: number;
}

type Answer = components['schemas']['Detection'] | Job;

/** So many are under way at once: enough that the fleet grows, few enough that everything else is still answered. */
const IN_FLIGHT = 16;
/** The gateway says when it takes no more; a moment later it may. */
const BUSY_PAUSE_MS = 1_500;

/**
 * Has the faces in so many pictures found, and resolves when all are answered. (Asks no gallery: nobody is named.)
 * @throws for what would be refused again, as `send`; the others go on until the signal
 */
export async function sendBurst(
  count: number,
  nextImage: () => Promise<Blob>,
  tell: (progress: BurstProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  let progress: BurstProgress = { sent: 0, answered: 0, failed: 0 };
  const add = (what: keyof BurstProgress) => {
    progress = { ...progress, [what]: progress[what] + 1 };
    if (!signal.aborted) tell(progress);
  };
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const image = await nextImage();
      const answer = await untilItPasses(() => ask(image, signal), signal);
      add('sent');
      add((await isAnswered(answer, signal)) ? 'answered' : 'failed');
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}

async function ask(image: Blob, signal: AbortSignal): Promise<Answer> {
  const body = imageForm([{ file: image, name: 'sample.jpg' }]);
  // Answers are fetched: a browser holds six connections to a server, and waiting ones would be all of them.
  const headers = { Prefer: 'respond-async' };
  const response = await send(
    new Request(`${API_URL}/v1/detections`, { method: 'POST', body, headers, signal }),
  );
  return (await response.json()) as Answer;
}

async function isAnswered(answer: Answer, signal: AbortSignal): Promise<boolean> {
  try {
    await untilItPasses(() => finished<Job>(answer, signal), signal);
    return true;
  } catch (error) {
    // Of a result that failed: the gateway said no to nothing.
    if (error instanceof FacefleetError && error.status === undefined) return false;
    throw error;
  }
}

async function untilItPasses<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof FacefleetError && (error.status === 429 || error.status === 503);
      if (!isPassing) throw error;
      await sleep(BUSY_PAUSE_MS, signal);
    }
  }
}
