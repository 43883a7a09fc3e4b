import type { ComponentChildren } from 'preact';
import { timeSpan, number } from '../../format';
import { texts } from '../../texts';
import type { FleetStatus } from './fleet-status';
import { arrivalRates, backlogOf, type Moment } from './moment';
import { Spending } from './spending';
import { WorkerStrip } from './worker-strip';

const t = texts.fleet.figures;

export function Figures({ status, moments }: { status: FleetStatus; moments: readonly Moment[] }) {
  const { queue, capacity, policy, oldestAgeS } = status;
  const backlog = backlogOf(queue);
  const rate = arrivalRates(moments.slice(-30)).at(-1) ?? null;
  const last = moments.at(-1);
  const waitS = oldestAgeS ?? (backlog === 0 ? 0 : undefined);
  return (
    <dl class="fleet-figures">
      <Figure name={t.backlog} value={backlog === null ? undefined : number(backlog)}>
        {queue ? t.backlogOf(queue.visible + queue.delayed, queue.inFlight) : t.queueUnseen}
      </Figure>
      <Figure name={t.arrivals} value={rate === null ? undefined : number(rate)} unit={t.aSecond}>
        {capacity && t.serviceTime(timeSpan(capacity.serviceTimeS))}
      </Figure>
      <Figure name={t.ready} value={last && number(last.ready)} unit={t.ofWanted(status.decision.desired)}>
        {last && t.busyAndDraining(last.busy, last.draining)}
        <WorkerStrip workers={status.workers} />
      </Figure>
      <Figure name={t.wait} value={waitS === undefined ? undefined : timeSpan(waitS)}>
        {waitS === undefined && backlog !== null
          ? t.waitUnknown
          : policy && t.promised(timeSpan(policy.deadlineS))}
        {policy && waitS !== undefined && (
          <meter
            min={0}
            max={policy.deadlineS}
            high={policy.deadlineS * 0.75}
            optimum={0}
            value={waitS}
            aria-label={t.waitMeter}
          />
        )}
      </Figure>
      <Figure
        name={t.machineTime}
        value={status.machineSToday === undefined ? undefined : timeSpan(status.machineSToday)}
      >
        <Spending machineS={status.machineSToday} kind={status.fleetKind} />
      </Figure>
    </dl>
  );
}

interface FigureProps {
  name: string;
  /** undefined: not known */
  value: string | undefined;
  unit?: string;
  children?: ComponentChildren;
}

function Figure({ name, value = t.unknown, unit, children }: FigureProps) {
  return (
    <div class="fleet-figure">
      <dt>{name}</dt>
      <dd class="figure-value">
        {value}
        {unit && <span class="figure-unit"> {unit}</span>}
      </dd>
      <dd class="figure-more">{children}</dd>
    </div>
  );
}
