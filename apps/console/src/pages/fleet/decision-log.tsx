import { Button } from '../../components/button';
import { Empty, FailureNote, Loaded } from '../../components/states';
import { clock, number, time, timeSpan } from '../../format';
import { texts } from '../../texts';
import type { FleetRecord } from './fleet-status';
import { backlogOf } from './moment';
import { idOf, useDecisions } from './use-decisions';

const t = texts.fleet.decisions;

/** @param news differs whenever there may be a new decision */
export function DecisionLog({ news }: { news: string | undefined }) {
  const { newest, records, nextCursor, older } = useDecisions(news);
  return (
    <section class="decisions" aria-labelledby="decisions-title">
      <h2 id="decisions-title">{t.title}</h2>
      <Loaded query={newest} needs="recognize">
        {() => (
          <>
            {records.length === 0 && nextCursor === null && <Empty title={t.none} detail={t.noneLead} />}
            {records.map((record) => (
              <Decision key={idOf(record)} record={record} />
            ))}
            {older.failure && <FailureNote failure={older.failure} />}
            {nextCursor !== null && (
              <div class="row">
                <Button isBusy={older.isBusy} onClick={() => older.run(nextCursor)}>
                  {t.more}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Decision({ record }: { record: FleetRecord }) {
  const { at, decision, held } = record;
  const [first, ...others] = [...(held === undefined ? [] : [held]), ...decision.reasons];
  return (
    <details class="decision">
      <summary>
        <time dateTime={at} title={time(at)}>
          {clock(at)}
        </time>
        <span class={`tag ${tagOf(record)}`}>{nameOf(record)}</span>
        <span class="decision-first">{first}</span>
      </summary>
      <div class="decision-more">
        {others.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
        <dl class="numbers">
          {numbersOf(record).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

function nameOf({ decision: { action, launch, drain } }: FleetRecord): string {
  if (action === 'launch') return t.launch(launch);
  if (action === 'drain') return t.drain(drain.length);
  return action === 'freeze' ? t.freeze : t.hold;
}

function tagOf({ decision: { action }, held }: FleetRecord): string {
  if (held !== undefined || action === 'freeze') return 'tag-warning';
  return action === 'launch' ? 'tag-good' : '';
}

/** What it was decided from. */
function numbersOf({ observation, policy, decision }: FleetRecord): [name: string, value: string][] {
  const { queue, oldestAgeS, serviceTimeMs, bootS, workers } = observation;
  const n = t.numbers;
  const seconds = (timeS: number | undefined) => (timeS === undefined ? n.unknown : timeSpan(timeS));
  return [
    [n.wanted, number(decision.desired)],
    [n.current, number(decision.current)],
    [n.machines, number(workers.length)],
    [n.waiting, queue ? number(queue.visible) : n.unknown],
    [n.inWork, queue ? number(queue.inFlight) : n.unknown],
    [n.oldest, seconds(oldestAgeS ?? (backlogOf(queue ?? null) === 0 ? 0 : undefined))],
    [n.serviceTime, seconds((serviceTimeMs ?? policy.serviceTimeMs) / 1000)],
    [n.boot, seconds(bootS ?? policy.bootS)],
    [n.deadline, seconds(policy.deadlineS)],
    [n.idle, seconds(policy.idleS)],
    [n.limits, `${policy.minWorkers} – ${policy.maxWorkers}`],
  ];
}
