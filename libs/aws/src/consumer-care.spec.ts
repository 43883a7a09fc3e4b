import { describe, expect, it } from 'vitest';
import { PollPause, untilPollsEnd } from './consumer-care';

function consumer() {
  const pauses: number[] = [];
  const status = { isPolling: true };
  return { pauses, status, updateOption: (_: string, pauseMs: number) => void pauses.push(pauseMs) };
}

describe('a consumer that does not reach its queue', () => {
  it('pauses longer each time, up to a second, and polls on at once when it is answered', () => {
    const polling = consumer();
    const pause = new PollPause(() => polling);
    pause.end();
    expect(polling.pauses).toEqual([]);
    for (let failure = 0; failure < 6; failure++) pause.lengthen();
    pause.end();
    expect(polling.pauses).toEqual([100, 200, 400, 800, 1000, 1000, 0]);
    expect(pause.lengthen()).toBe(100);
  });
});

describe('consumers that were stopped', () => {
  it('are waited for until none holds anything', async () => {
    const [one, another] = [consumer(), consumer()];
    let ended = false;
    const end = untilPollsEnd([one, undefined, another]).then(() => (ended = true));
    one.status.isPolling = false;
    await Promise.resolve();
    expect(ended).toBe(false);
    another.status.isPolling = false;
    await end;
  });
});
