import { FACEFLEET, type Outcome } from '@facefleet/scaling';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button';
import { Progress } from '../../components/progress';
import { Empty, FailureNote } from '../../components/states';
import { texts } from '../../texts';
import { CostAgainstMisses } from './cost-against-misses';
import { OutcomeCurves } from './outcome-curves';
import { OutcomeTable } from './outcome-table';
import type { ContestRun } from './use-contest';

const t = texts.whatIf.results;
/** Of which curves are drawn, in the order they were chosen: as many as there are colours. */
const COLOURS = ['--accent', '--possible', '--second', '--danger'] as const;

export function Results({ contest, isRunning, complaint, cancel }: ContestRun) {
  const [chosen, setChosen] = useState<readonly string[]>([FACEFLEET, 'keda-hpa', 'knative-kpa']);
  if (complaint) return <FailureNote failure={{ title: t.failed, detail: complaint }} />;
  if (!contest) return <Empty icon="what-if" title={t.none} detail={t.noneLead} />;
  const { outcomes, done, total } = contest;
  const drawn = chosen.filter((policy) => outcomes.some((outcome) => outcome.policy === policy));
  const colours = new Map(drawn.map((policy, index) => [policy, COLOURS[index]!]));
  const toggle = (policy: string) =>
    setChosen(drawn.includes(policy) ? drawn.filter((one) => one !== policy) : [...drawn, policy]);
  return (
    <>
      {isRunning && (
        <div class="row contest-progress">
          <Progress share={done / total} label={t.progress} />
          <p role="status" class="small soft">
            {t.done(done, total)}
          </p>
          <Button onClick={cancel}>{t.cancel}</Button>
        </div>
      )}
      {!isRunning && done < total && <p class="small soft">{t.cancelled}</p>}
      {outcomes.length > 0 && (
        <>
          <p class="verdict">{!isRunning && verdictOf(outcomes)}</p>
          <CostAgainstMisses contest={contest} />
          <OutcomeTable
            contest={contest}
            colours={colours}
            mayDrawMore={drawn.length < COLOURS.length}
            onToggle={toggle}
          />
          <OutcomeCurves outcomes={outcomes} sloS={contest.world.sloS} colours={colours} />
        </>
      )}
    </>
  );
}

function verdictOf(outcomes: readonly Outcome[]): string {
  const ours = outcomes.find(({ policy }) => policy === FACEFLEET);
  if (!ours || outcomes.length < 2) return '';
  const better = outcomes.filter(
    ({ missed, billedInstanceS }) => missed < ours.missed && billedInstanceS < ours.billedInstanceS,
  );
  return better.length === 0 ? t.unbeaten : t.beaten(better.map(({ policy }) => policy).join(', '));
}
