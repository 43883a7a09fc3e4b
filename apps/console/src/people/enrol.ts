import { type components, FacefleetError } from '@facefleet/client/browser';
import { API_URL, send } from '../api/send';
import { imageForm } from '../api/forms';
import { finished, type Job, WAIT_S } from '../api/jobs';
import type { ChosenPerson } from './person-choice';

type Schemas = components['schemas'];
type Enrolment = Schemas['Enrolment'];
type EnrolledFaces = Schemas['EnrolledFaces'];
export type Warning = Enrolment['warnings'][number];
const DEADLINE_MS = 120_000;

/** What became of one image. */
export type Enrolled = { warnings: Warning[] } | { error: unknown };

/**
 * Enrols images of one person, each by itself, and waits for all.
 * @throws as `send`; of a single image also FacefleetError with the code of an enrolment that failed
 */
export async function enrol(
  gallery: string,
  person: ChosenPerson,
  images: readonly { file: Blob; name: string }[],
  signal: AbortSignal,
): Promise<Enrolled[]> {
  const path = `/v1/galleries/${encodeURIComponent(gallery)}/people/${encodeURIComponent(person.id)}/faces`;
  // Somebody who is there already keeps the name.
  const body = imageForm(images, { name: person.isNew ? person.name : undefined });
  const headers = { Prefer: `wait=${WAIT_S}` };
  const request = new Request(API_URL + path, { method: 'POST', body, headers, signal });
  const response = await send(request, { deadlineMs: DEADLINE_MS });
  const answer = (await response.json()) as Enrolment | EnrolledFaces | Job;
  if (!('faces' in answer)) return [await one(answer, signal)];
  return Promise.all(answer.faces.map((face) => ended(face, signal)));
}

async function one(job: Job, signal: AbortSignal): Promise<Enrolled> {
  const { warnings } = (await finished(job, signal)) as Enrolment;
  return { warnings };
}

async function ended(face: EnrolledFaces['faces'][number], signal: AbortSignal): Promise<Enrolled> {
  if (face.enrolment) return { warnings: face.enrolment.warnings };
  if (face.error) return { error: FacefleetError.ofResult(face.error) };
  const job: Job = { status: 'pending', location: face.location ?? '' };
  return one(job, signal).catch((error: unknown) => ({ error }));
}
