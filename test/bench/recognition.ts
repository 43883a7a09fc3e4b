import type { RecognitionSucceeded } from '@facefleet/contracts';
import { type Api, largestName } from '../support/api';

/** What an image was answered with. */
export interface Recognition {
  faces: number;
  /** Of the largest face; null where it is unknown, undefined where there is no face. */
  name: string | null | undefined;
  fromCache: boolean;
}

/** @throws Error where it is answered with anything else */
export async function recognise(api: Api, image: Buffer): Promise<Recognition> {
  const answer = await api.upload('/v1/recognitions', image);
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  const body = answer.body as RecognitionSucceeded;
  return {
    faces: body.faces.length,
    name: largestName(body),
    fromCache: /hit/.test(answer.headers.get('cache-status') ?? ''),
  };
}
