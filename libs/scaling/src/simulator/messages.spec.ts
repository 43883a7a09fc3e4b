import { expect, it } from 'vitest';
import { Messages } from './messages';

it('hands a message that came back out before younger ones, and knows the oldest without an answer', () => {
  const messages = new Messages(Int32Array.from([2, 0, 3]));
  const taken: [number, number][] = [];
  const take = (count: number) => messages.take(count, (...cohort) => taken.push(cohort));
  messages.accept(2);
  messages.accept(3);
  take(3);
  messages.answer(0, 1, 4);
  messages.hide(1);
  messages.comeBack(0);
  expect(messages.oldestStep()).toBe(0);
  take(2);
  messages.answer(0, 1, 9);
  expect(messages.oldestStep()).toBe(2);
  expect(taken).toEqual([
    [0, 2],
    [2, 1],
    [0, 1],
    [2, 1],
  ]);
  expect(messages).toMatchObject({ accepted: 5, visible: 1, hidden: 0, unanswered: 3 });
});
