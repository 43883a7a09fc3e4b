import { minPlusLine } from './min-plus-line';
import { agesWithin, type Block } from './step-plan';
import type { WorkTube } from './work-tube';

/** What machines cost [machine seconds] */
export interface Prices {
  /** Of a start: the boot. */
  startS: number;
  /** So long a start is kept at least once it is ready: what the minimum bill goes beyond the boot. */
  keepS: number;
  /** Of a machine second of work that is left undone; Infinity: nothing is. */
  skip: number;
}

/** Messages; what arithmetic may be wrong by. */
const TINY = 1e-6;

/**
 * The least cost of whole machines that keep the work within the tube: dynamic programming over the steps of the plan with the
 * state (machines ready, work done). Never above the cost of a schedule that starts and stops machines at any time, because
 * - the tube is looked at between steps only;
 * - a machine that starts or stops within a step is paid there for its work only, up to a whole step of it. One that is ready at
 *   both ends of a step is paid for all of it: gaps shorter than a step are not worth a stop;
 * - whole quanta of work lose nothing: let E be the work of partly ready machines and W what full ones waste, so that the work done
 *   is full steps + E - W. With floor(E) and floor(W) instead it stays a schedule, costs no more, and its work is off by less than a
 *   quantum. So it is in the tube whose limits are rounded outwards to whole quanta.
 *
 * Work done may always be taken for less, so a row tells what at least so much work costs: it ascends.
 * A minimum bill longer than the boot keeps a start for `keepS`. That is looked at for a machine that is alone; others may stop
 * at any time.
 */
export class IntegerSchedule {
  /** Costs by work done: one row per number of machines, one per age of a machine that is alone and young. */
  private rows: Float64Array[];
  private young: Float64Array[];
  private nextRows: Float64Array[];
  private nextYoung: Float64Array[];
  /** Either a young machine or an older one. */
  private single = new Float64Array(0);
  /** Rows in use: more machines than that are no better than starting them later. */
  private used = 1;
  /** Work done that the first entry of each row stands for [quanta], and the entries in use. */
  private low = 0;
  private width = 1;
  private quantaPerMessage: number;
  private quantaPerAge: number;

  constructor(
    private readonly tube: WorkTube,
    private readonly prices: Prices,
    private readonly plan: readonly Block[],
  ) {
    const most = Math.max(...plan.map(({ maxMachines }) => maxMachines));
    this.quantaPerMessage = plan[0]!.quantaPerMessage;
    const ages = Math.max(...plan.map((block) => agesWithin(prices.keepS, block)));
    this.quantaPerAge = plan[0]!.quantaPerAge;
    this.rows = rowsOf(most + 1);
    this.nextRows = rowsOf(most + 1);
    this.young = rowsOf(ages);
    this.nextYoung = rowsOf(ages);
  }

  leastCostS(): number {
    this.reserve(this.width);
    this.rows[0]![0] = 0;
    for (const block of this.plan) {
      if (block.quantaPerMessage !== this.quantaPerMessage) this.requantise(block);
      this.foldAbove(block.maxMachines);
      for (let step = 1; step <= block.steps; step++) this.advance(block, block.fromS + step * block.stepS);
    }
    return this.costAtEnd();
  }

  private advance({ quantumS, quantaPerStep, quantaPerMessage, maxMachines }: Block, tS: number): void {
    const { startS, skip } = this.prices;
    // What is left undone in whole messages may be a part of a quantum.
    const undone = skip < Infinity && quantaPerMessage < 1 ? 1 : 0;
    const low = Math.max(this.low, Math.floor(this.tube.dueBy(tS) * quantaPerMessage + TINY) - undone);
    const high = Math.max(low, Math.ceil(this.tube.availableBy(tS) * quantaPerMessage - TINY));
    const length = high - this.low + 1;
    this.reserve(length);

    this.stop(length, quantumS, quantaPerStep);
    this.keep(length, quantumS, quantaPerStep);
    this.start(length, quantumS, quantaPerStep, maxMachines, startS);
    if (skip < Infinity) this.skip(length, skip * quantumS);
    this.moveTo(low, high);
    this.forgetUseless();
  }

  /** Machines that stop within the step do up to a whole step of work. */
  private stop(length: number, quantumS: number, most: number): void {
    for (let machines = this.used - 1; machines > 0; machines--) {
      minPlusLine(this.rows[machines - 1]!, this.rows[machines]!, length, 0, most, quantumS, 0);
    }
    this.young.forEach((row, index) => {
      const owedS = this.owedS(index, quantumS);
      const free = Math.min(most, Math.floor(owedS / quantumS + TINY));
      const none = this.rows[0]!;
      for (let i = 0; i < length; i++) none[i] = Math.min(none[i]!, row[Math.max(0, i - free)]! + owedS);
      minPlusLine(none, row, length, free + 1, most, quantumS, 0);
    });
  }

  /** Those that are ready all the step are paid, at work or not. */
  private keep(length: number, quantumS: number, quantaPerStep: number): void {
    for (let machines = 0; machines < this.used; machines++) {
      const done = machines * quantaPerStep;
      shift(this.rows[machines]!, this.nextRows[machines]!, length, done, done * quantumS);
    }
    const ages = this.young.length;
    if (ages === 0) return;
    const older = Math.ceil(quantaPerStep / this.quantaPerAge);
    if (this.used === 1) {
      this.nextRows[1]!.fill(Infinity, 0, length);
      this.used = 2;
    }
    for (let index = 0; index < ages; index++) {
      const before = this.young[index - older];
      if (before === undefined) this.nextYoung[index]!.fill(Infinity, 0, length);
      else shift(before, this.nextYoung[index]!, length, quantaPerStep, quantaPerStep * quantumS);
    }
    const grown = this.nextRows[1]!;
    for (let index = Math.max(0, ages - older); index < ages; index++) {
      const row = this.young[index]!;
      for (let i = 0; i < length; i++) {
        grown[i] = Math.min(grown[i]!, row[Math.max(0, i - quantaPerStep)]! + quantaPerStep * quantumS);
      }
    }
  }

  /** As `stop`. One that starts only to be ready at the end of the step may as well start in the next one. */
  private start(length: number, quantumS: number, most: number, maxMachines: number, startS: number): void {
    for (let machines = this.used; machines <= maxMachines; machines++)
      this.nextRows[machines]!.fill(Infinity, 0, length);
    this.used = maxMachines + 1;
    let before = this.nextRows[0]!;
    if (this.young.length === 0) {
      minPlusLine(this.nextRows[1]!, before, length, 1, most, quantumS, startS);
    } else {
      for (let work = 1; work <= most && work < length; work++) {
        const row = this.nextYoung[Math.ceil(work / this.quantaPerAge) - 1] ?? this.nextRows[1]!;
        minPlusLine(row, before, length, work, work, quantumS, startS);
      }
    }
    before = this.eitherSingle(length);
    for (let machines = 2; machines <= maxMachines; machines++) {
      minPlusLine(this.nextRows[machines]!, before, length, 1, most, quantumS, startS);
      before = this.nextRows[machines]!;
    }
  }

  private skip(length: number, priceS: number): void {
    for (const row of [...this.nextRows.slice(0, this.used), ...this.nextYoung]) {
      for (let i = 1; i < length; i++) row[i] = Math.min(row[i]!, row[i - 1]! + priceS);
    }
  }

  private moveTo(low: number, high: number): void {
    const gone = low - this.low;
    const end = high - this.low + 1;
    if (gone > 0) {
      for (let machines = 0; machines < this.used; machines++)
        this.nextRows[machines]!.copyWithin(0, gone, end);
      for (const row of this.nextYoung) row.copyWithin(0, gone, end);
    }
    [this.rows, this.nextRows] = [this.nextRows, this.rows];
    [this.young, this.nextYoung] = [this.nextYoung, this.young];
    this.low = low;
    this.width = high - low + 1;
  }

  /** A machine that may as well be started later need not be looked at. One that is alone would be young then. */
  private forgetUseless(): void {
    const { startS, keepS } = this.prices;
    for (; this.used > 1; this.used--) {
      const row = this.rows[this.used - 1]!;
      const fewer = this.rows[this.used - 2]!;
      const laterS = this.used === 2 ? startS + keepS : startS;
      for (let i = 0; i < this.width; i++) if (row[i]! < fewer[i]! + laterS) return;
    }
  }

  /** Rows in other quanta. Where many become one, what was done of the next one is taken back and its cost with it. */
  private requantise(block: Block): void {
    this.foldYoung();
    const factor = block.quantaPerMessage / this.quantaPerMessage;
    const low = Math.floor(this.low * factor + TINY);
    const width = Math.floor((this.low + this.width - 1) * factor + TINY) - low + 1;
    for (let machines = 0; machines < this.used; machines++) {
      const row = this.rows[machines]!.slice(0, this.width);
      const converted = new Float64Array(Math.max(width, row.length)).fill(Infinity);
      if (factor >= 1) {
        for (let i = 0; i < width; i++) converted[i] = row[Math.ceil((low + i) / factor - TINY) - this.low]!;
      } else {
        row.forEach((cost, i) => {
          const done = (this.low + i) * factor;
          const whole = Math.floor(done + TINY);
          const backS = Math.max(0, done - whole) * block.quantumS;
          converted[whole - low] = Math.min(converted[whole - low]!, cost - backS);
        });
      }
      this.rows[machines] = converted;
    }
    this.low = low;
    this.width = width;
    this.quantaPerMessage = block.quantaPerMessage;
    this.quantaPerAge = block.quantaPerAge;
  }

  /** The plan's caps say that no more are needed; whoever has more goes on with as many. */
  private foldAbove(maxMachines: number): void {
    for (; this.used > maxMachines + 1; this.used--) {
      const more = this.rows[this.used - 1]!;
      minPlusLine(this.rows[this.used - 2]!, more, this.width, 0, 0, 0, 0);
    }
  }

  private foldYoung(): void {
    if (this.young.length === 0) return;
    if (this.used === 1) {
      this.rows[1]!.fill(Infinity, 0, this.width);
      this.used = 2;
    }
    for (const row of this.young) {
      minPlusLine(this.rows[1]!, row, this.width, 0, 0, 0, 0);
      row.fill(Infinity);
    }
  }

  private eitherSingle(length: number): Float64Array {
    if (this.young.length === 0) return this.nextRows[1]!;
    if (this.single.length < length) this.single = new Float64Array(2 * length);
    this.single.set(this.nextRows[1]!.subarray(0, length));
    for (const row of this.nextYoung) minPlusLine(this.single, row, length, 0, 0, 0, 0);
    return this.single;
  }

  /** What a young machine that stops has to be paid for still. */
  private owedS(index: number, quantumS: number): number {
    return Math.max(0, this.prices.keepS - (index + 1) * this.quantaPerAge * quantumS);
  }

  private costAtEnd(): number {
    const { quantumS } = this.plan.at(-1)!;
    const costs = this.rows.slice(0, this.used).map((row) => row[0]!);
    return Math.min(...costs, ...this.young.map((row, index) => row[0]! + this.owedS(index, quantumS)));
  }

  /** Room for so many entries per row; what was not in use is out of reach. */
  private reserve(length: number): void {
    const grow = (row: Float64Array, used: number): Float64Array => {
      const roomy = row.length < length ? new Float64Array(2 * length) : row;
      if (roomy !== row) roomy.set(row.subarray(0, used));
      return roomy.fill(Infinity, used, length);
    };
    for (const rows of [this.rows, this.young])
      rows.forEach((row, i) => (rows[i] = grow(row, Math.min(this.width, row.length))));
    for (const rows of [this.nextRows, this.nextYoung]) rows.forEach((row, i) => (rows[i] = grow(row, 0)));
  }
}

function rowsOf(count: number): Float64Array[] {
  return Array.from({ length: count }, () => new Float64Array(0));
}

/** Work done by machines that are ready all the time; what exceeds the tube is wasted. */
function shift(from: Float64Array, to: Float64Array, length: number, quanta: number, costS: number): void {
  const wasted = Math.min(quanta, length);
  to.fill(from[0]! + costS, 0, wasted);
  for (let i = wasted; i < length; i++) to[i] = from[i - quanta]! + costS;
}
