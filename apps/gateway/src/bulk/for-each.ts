const AT_ONCE = 16;

/** Works on all members, some at a time. */
export async function forEach<T>(members: T[], work: (member: T) => Promise<void>): Promise<void> {
  const left = [...members];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let member = left.shift(); member !== undefined; member = left.shift()) await work(member);
  });
  await Promise.all(workers);
}
