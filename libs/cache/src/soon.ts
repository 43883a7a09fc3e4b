/**
 * The answer if it comes within `patienceMs`; undefined where it does not, or is an error. A Redis that froze a moment ago
 * is not noticed for a second: nobody is to wait for it that long.
 */
export async function soon<T>(answer: Promise<T>, patienceMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([answer.catch(() => undefined), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
