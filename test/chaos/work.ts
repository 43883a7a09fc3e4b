import { deepStrictEqual } from 'node:assert';
import type { RecognitionSucceeded } from '@facefleet/contracts';
import type { Api } from '../support/api';
import { DEMO_FACES, demoPortrait } from '../support/demo-faces';
import { uniqueJpeg } from '../support/photos';

/** What is asked for again and again, and what the answer has to be. */
export interface Photograph {
  jpeg: Buffer;
  faces: RecognitionSucceeded['faces'];
}

/** People are enrolled here while things break, so that the other gallery's answers stay what they were. */
export const ENROLMENT_GALLERY = 'enrolled-in-chaos';

/** One in so many requests enrols somebody. */
const ENROLMENT_EVERY = 8;

export interface Work {
  kind: 'recognitions' | 'enrolments';
  path: string;
  jpeg: Buffer;
  fields: Record<string, string>;
  /** Of a recognition. */
  faces?: RecognitionSucceeded['faces'];
  /** Of an enrolment. */
  personId?: string;
}

/** In calm weather: who is who, and how each photograph is answered. */
export async function prepareWork(api: Api): Promise<(index: number) => Work> {
  for (const face of DEMO_FACES) await api.enrol(face.person, await demoPortrait(face, 0));
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ name: ENROLMENT_GALLERY });
  await api.request('POST', '/v1/galleries', { headers, body });
  const photographs: Photograph[] = [];
  for (const { person, ...face } of DEMO_FACES) {
    const jpeg = await demoPortrait({ person, ...face }, 1);
    const { faces } = await api.recognise(jpeg);
    deepStrictEqual(faces[0]?.person?.id, person, 'the photographs are named rightly before anything breaks');
    photographs.push({ jpeg, faces });
  }
  return (index) => workOf(index, photographs[index % photographs.length] as Photograph);
}

function workOf(index: number, { jpeg, faces }: Photograph): Work {
  const unique = uniqueJpeg(jpeg, `chaos ${index}`);
  if (index % ENROLMENT_EVERY !== 0)
    return { kind: 'recognitions', path: '/v1/recognitions', jpeg: unique, fields: {}, faces };
  const personId = `person-${index}`;
  const path = `/v1/galleries/${ENROLMENT_GALLERY}/people/${personId}/faces`;
  return { kind: 'enrolments', path, jpeg: unique, fields: { name: personId }, personId };
}
