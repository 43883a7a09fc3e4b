import type { QueueCounts } from '@facefleet/contracts';
import type { Autoscaler } from '../autoscaler';
import type { ScalingDecision } from '../decision';
import type { Observation } from '../observation';
import { Agenda } from './agenda';
import { spreadArrivals } from './arrivals';
import { BusyHistory } from './busy-history';
import { DelayedCounts } from './delayed-counts';
import { type Demand, demandAt, demandOf, Elasticity } from './elasticity';
import { type Grid, gridFor } from './grid';
import { launchDraws } from './launch-draws';
import { Messages } from './messages';
import { EPOCH_MS, ObservedWorkers } from './observed-workers';
import type { Outcome, SeriesPoint } from './outcome';
import { type RandomStreams, randomStreams } from './random';
import { ServiceCalendar } from './service-calendar';
import { ServiceTimes } from './service-times';
import { SimulatedFleet } from './simulated-fleet';
import type { World } from './world';

/** After the trace the run goes on until everything is answered, but no longer than the promised time and this. */
const GRACE_S = 20 * 60;
const MOST_POINTS = 2000;

/**
 * Tries an autoscaler in a world: discrete events on a grid of steps of at most 0.25 s. The same arguments give the same
 * outcome, and every autoscaler meets the same arrivals and the same luck with its n-th launch.
 *
 * Within a step: messages are finished, machines change, the queue is served; then the autoscaler looks and its decision is
 * carried out; then the messages of this step arrive and are served. So an autoscaler never sees a message in the step of
 * its arrival. It looks at time 0 first, when there are no workers; what runs at the end is billed until the end, which
 * is that of the trace, or later when the last message is answered.
 *
 * A message without an answer at the end is missed, and counts among the latencies with the time it has waited.
 */
export function simulate<State>(world: World, autoscaler: Autoscaler<State>): Outcome {
  return new Simulation(world, autoscaler).run();
}

class Simulation<State> {
  private readonly grid: Grid;
  private readonly random: RandomStreams;
  private readonly arrivals: Int32Array;
  private readonly messages: Messages;
  private readonly calendar: ServiceCalendar;
  private readonly agenda = new Agenda();
  private readonly fleet: SimulatedFleet;
  private readonly counts: DelayedCounts;
  private readonly observedWorkers: ObservedWorkers;
  private readonly busyHistory = new BusyHistory();
  private readonly demand: Demand;
  private readonly elasticity: Elasticity;
  private readonly series: SeriesPoint[] = [];
  private readonly tickSteps: number;
  private readonly pointSteps: number;
  private readonly lastStep: number;
  private state: State;
  private direction: 'launch' | 'drain' | undefined;
  private directionChanges = 0;

  constructor(
    private readonly world: World,
    private readonly autoscaler: Autoscaler<State>,
  ) {
    const grid = (this.grid = gridFor(world.serviceTime.meanS));
    const random = (this.random = randomStreams(world.seed));
    this.arrivals = spreadArrivals(world.trace, grid, random.arrivals);
    this.messages = new Messages(this.arrivals);
    this.calendar = new ServiceCalendar(new ServiceTimes(world.serviceTime, grid), random.services);
    const draw = launchDraws(world, grid, random.launches);
    this.fleet = new SimulatedFleet(world, grid, this.agenda, draw, (held, step) => this.lose(held, step));
    this.tickSteps = grid.stepsFromNow(autoscaler.tickS);
    this.counts = new DelayedCounts(world, grid, this.tickSteps, random.counts);
    this.observedWorkers = new ObservedWorkers(grid, world.slots);
    this.demand = demandOf(world, grid);
    this.elasticity = new Elasticity(this.demand, this.arrivals.length);
    this.lastStep = this.arrivals.length + grid.steps(world.sloS + GRACE_S);
    this.pointSteps = Math.ceil((this.lastStep + 1) / MOST_POINTS);
    this.state = autoscaler.initialState;
  }

  run(): Outcome {
    const { arrivals, agenda, counts, elasticity, fleet, messages } = this;
    let nextTick = 0;
    let nextPoint = 0;
    let next = 0;
    for (let step = 0; ; step++) {
      const finished = this.finish(step);
      if (this.isOver(step)) return this.outcome(step);
      const arriving = step < arrivals.length ? arrivals[step]! : 0;
      const planned = agenda.has(step);
      if (step < next && arriving === 0 && finished === 0 && !planned) continue;

      if (planned) {
        elasticity.advance(step, fleet.ready);
        agenda.run(step);
      }
      if (step >= next) {
        this.serve(step);
        if (step === counts.nextStep) counts.take(step, this.exactCounts());
        if (step === nextTick) {
          this.tick(step);
          nextTick += this.tickSteps;
        }
        if (step === nextPoint) {
          this.series.push(this.point(step));
          nextPoint += this.pointSteps;
        }
        next = Math.min(counts.nextStep, nextTick, nextPoint);
      }
      messages.accept(arriving);
      this.serve(step);
    }
  }

  private isOver(step: number): boolean {
    return step >= this.arrivals.length && (this.messages.unanswered === 0 || step >= this.lastStep);
  }

  private finish(step: number): number {
    if (!this.calendar.isDue(step)) return 0;
    this.busyHistory.note(this.fleet.busy, step);
    const finished = this.calendar.finish(step, (acceptedStep, count) =>
      this.messages.answer(acceptedStep, count, step),
    );
    this.fleet.finish(finished, step);
    return finished;
  }

  private serve(step: number): void {
    const count = Math.min(this.fleet.free, this.messages.visible);
    if (count === 0) return;
    this.fleet.take(count);
    this.messages.take(count, (acceptedStep, started) => this.calendar.start(acceptedStep, started, step));
  }

  private lose(held: number, step: number): void {
    const backStep = step + this.grid.stepsFromNow(this.world.visibilityTimeoutS);
    this.messages.hide(held);
    for (let i = 0; i < held; i++) {
      const acceptedStep = this.calendar.loseOne(this.random.losses);
      this.agenda.at(backStep, () => this.messages.comeBack(acceptedStep));
    }
  }

  private tick(step: number): void {
    const { decision, state } = this.autoscaler.decide(this.observe(step), this.state);
    this.state = state;
    this.busyHistory.clear();
    this.elasticity.advance(step, this.fleet.ready);
    this.act(decision, step);
  }

  private act({ launch, drain }: ScalingDecision, step: number): void {
    if (launch > 0 && this.fleet.launch(Math.floor(launch), step) > 0) this.turn('launch');
    if (drain.length > 0 && this.fleet.drain(drain, step) > 0) this.turn('drain');
  }

  private turn(direction: 'launch' | 'drain'): void {
    if (this.direction !== undefined && this.direction !== direction) this.directionChanges++;
    this.direction = direction;
  }

  private observe(step: number): Observation {
    const oldestStep = this.messages.oldestStep();
    const { serviceTime, boots } = this.world;
    return {
      nowMs: EPOCH_MS + Math.round(this.grid.seconds(step) * 1000),
      queue: this.counts.seen(),
      accepted: this.messages.accepted,
      oldestAgeS: oldestStep === undefined ? undefined : this.grid.seconds(step - oldestStep),
      workers: this.observedWorkers.observe(this.fleet, this.busyHistory, step),
      heartbeatsFlow: true,
      serviceTimeMs: serviceTime.meanS * 1000,
      bootS: boots.cold.p90S,
      boots: { cold: { ...boots.cold }, stopped: { ...boots.stopped } },
      stoppedMachines: this.fleet.stopped,
    };
  }

  private exactCounts(): QueueCounts {
    const { visible, hidden } = this.messages;
    return { visible, inFlight: this.calendar.inFlight + hidden, delayed: 0 };
  }

  private point(step: number): SeriesPoint {
    const oldestStep = this.messages.oldestStep() ?? step;
    return {
      tS: this.grid.seconds(step),
      backlog: this.messages.unanswered,
      oldestWaitS: this.grid.seconds(step - oldestStep),
      demand: demandAt(this.demand, step),
      ready: this.fleet.ready,
      instances: this.fleet.size,
    };
  }

  private outcome(step: number): Outcome {
    const { elasticity, fleet, grid, messages, world } = this;
    elasticity.advance(step, fleet.ready);
    const unanswered = messages.unanswered;
    const late = messages.latencies.longerThan(world.sloS / grid.stepS + 1e-9);
    messages.giveUp(step);
    const waitS = (share: number) => grid.seconds(messages.latencies.quantile(share));
    return {
      trace: world.trace.name,
      policy: this.autoscaler.name,
      requests: messages.accepted,
      missed: late + unanswered,
      billedInstanceS: fleet.billedS(step),
      meanWaitS: grid.seconds(messages.latencies.mean()),
      p50WaitS: waitS(0.5),
      p95WaitS: waitS(0.95),
      p99WaitS: waitS(0.99),
      maxWaitS: waitS(1),
      launches: fleet.launches,
      directionChanges: this.directionChanges,
      peakInstances: fleet.peak,
      ...elasticity.shares(),
      series: this.series,
    };
  }
}
