/**
 * Loaded into each app of a chaos run before anything else: its clock on the wall is as many milliseconds off as the
 * file says. Timers and the monotonic clock go on as they are, as they do when a real clock is set.
 */
const { readFileSync } = require('node:fs');
const { setInterval } = require('node:timers');

const RealDate = Date;
let offsetMs = 0;

function look() {
  try {
    offsetMs = Number(readFileSync(process.env.CHAOS_CLOCK_FILE, 'utf8'));
  } catch {
    offsetMs = 0; // nobody has touched it
  }
}

const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: (target) => new target(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});

setInterval(look, 50).unref();
