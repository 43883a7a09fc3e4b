import { basename } from 'node:path';
import type { Locator } from 'playwright-core';

export interface DroppedFile {
  name: string;
  type: string;
  bytes: Buffer;
}

export const jpeg = (name: string, bytes: Buffer): DroppedFile => ({
  name: basename(name),
  type: 'image/jpeg',
  bytes,
});

/** Files as a file manager would let them go over an element. */
export async function dropOn(target: Locator, files: readonly DroppedFile[]): Promise<void> {
  const sent = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toString('base64') }));
  // As text, because the types of a browser's globals are not those of this process.
  const dataTransfer = await target.page().evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    for (const { name, type, base64 } of ${JSON.stringify(sent)}) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  })()`);
  for (const event of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(event, { dataTransfer });
}
