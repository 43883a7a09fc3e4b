import type { Recognition } from '@facefleet/client/browser';
import { API_URL, send } from '../../api/send';
import { imageForm } from '../../api/forms';
import { finished, type Job, WAIT_S } from '../../api/jobs';

/** Whom else a face may look like is shown beside it. */
const MAX_CANDIDATES = 3;
/** Uploads included. */
const DEADLINE_MS = 120_000;

/** Waits for the answer, however long the fleet takes to start. */
export async function recogniseImage(file: File, gallery: string, signal: AbortSignal): Promise<Recognition> {
  const body = imageForm([{ file, name: file.name }], { gallery, maxCandidates: MAX_CANDIDATES });
  const headers = { Prefer: `wait=${WAIT_S}` };
  const request = new Request(`${API_URL}/v1/recognitions`, { method: 'POST', body, headers, signal });
  const response = await send(request, { deadlineMs: DEADLINE_MS });
  return finished<Recognition | Job>(
    (await response.json()) as Recognition | Job,
    signal,
  ) as Promise<Recognition>;
}
