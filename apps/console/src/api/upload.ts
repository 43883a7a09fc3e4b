import { FacefleetError } from '@facefleet/client/browser';
import { Unreachable } from './failure';
import { API_URL } from './send';
import { secretOf, session } from './session';

/**
 * Sends a file as it is, once. By XMLHttpRequest, because fetch does not say how much has been sent.
 * @param progress  bytes so far
 * @throws as `send`
 */
export function upload<T>(
  path: string,
  file: Blob,
  type: string,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', API_URL + path);
    request.setRequestHeader('Authorization', `Bearer ${secretOf(session.peek()) ?? ''}`);
    request.setRequestHeader('Content-Type', type);
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onload = () => {
      const { status, statusText, responseText } = request;
      if (status < 300) resolve(JSON.parse(responseText) as T);
      else FacefleetError.of(new Response(responseText, { status, statusText })).then(reject, reject);
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException('Cancelled', 'AbortError'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
