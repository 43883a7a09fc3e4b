/** A measurement takes so long, and so many answers, at least. */
const LEAST_MS = 1_000;
const LEAST_ANSWERS = 5;
/** Weight of the newest measurement. */
const NEWEST_WEIGHT = 0.3;
/** With so many messages for each slot, no slot is without work. */
const ENOUGH_PER_SLOT = 2;
const ENOUGH_WITHOUT_A_PICTURE = 10;

interface Window {
  sinceMs: number;
  answers: number;
  slots: number | undefined;
}

/** How fast the fleet answers while it has enough to do: measured from the answers, whatever its workers say of themselves. */
export class Throughput {
  private window: Window | undefined;
  /** One message kept one slot so long, all told [s] */
  slotTimeS: number | undefined;
  /** Of the fleet as it was last [messages/s] */
  perS: number | undefined;

  /**
   * A message was answered.
   * @param ahead how many others are not
   * @param slots that work; undefined where that is not known
   */
  answered(nowMs: number, ahead: number, slots: number | undefined): void {
    const enough = slots === undefined ? ENOUGH_WITHOUT_A_PICTURE : ENOUGH_PER_SLOT * slots;
    const { window } = this;
    if (ahead < enough || !window || window.slots !== slots || nowMs < window.sinceMs) {
      this.window = ahead < enough ? undefined : { sinceMs: nowMs, answers: 0, slots };
      return;
    }
    window.answers += 1;
    if (nowMs - window.sinceMs < LEAST_MS || window.answers < LEAST_ANSWERS) return;
    const perS = (window.answers * 1000) / (nowMs - window.sinceMs);
    this.perS = mixed(this.perS, perS);
    if (slots) this.slotTimeS = mixed(this.slotTimeS, slots / perS);
    this.window = { sinceMs: nowMs, answers: 0, slots };
  }
}

function mixed(before: number | undefined, newest: number): number {
  return before === undefined ? newest : before + NEWEST_WEIGHT * (newest - before);
}
