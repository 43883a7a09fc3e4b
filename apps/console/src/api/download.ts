import { API_URL, send } from './send';

/** Archives are made while they are sent: the beginning may take a while, too. */
const DEADLINE_MS = 120_000;

/**
 * Gets a file with the key and hands it to the browser's downloads.
 * @param progress  bytes so far: nobody knows how many there will be
 */
export async function download(
  path: string,
  fileName: string,
  signal: AbortSignal,
  progress?: (bytes: number) => void,
): Promise<void> {
  const response = await send(new Request(API_URL + path, { signal }), { deadlineMs: DEADLINE_MS });
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      progress?.(size);
      controller.enqueue(chunk);
    },
  });
  let size = 0;
  const body = response.body?.pipeThrough(counted) ?? null;
  // As a blob the browser may keep it on disk.
  save(await new Response(body).blob(), fileName);
}

function save(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may not have begun yet
}
