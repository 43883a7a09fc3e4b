/**
 * A Redis that froze a moment ago is not noticed for a second: nobody is to wait for it longer than this, which an
 * answer on its way needs only where the machine is very busy.
 */
const SOON_MS = 25;

/** The answer if it comes at once; undefined where it does not, or is an error. */
export async function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, SOON_MS, undefined);
  });
  try {
    return await Promise.race([answer.catch(() => undefined), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
