import { BUILT_IN_TRACES } from '@facefleet/scaling';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button';
import { PageHeader } from '../../components/page-header';
import { texts } from '../../texts';
import { Arrivals } from './arrivals';
import { USUAL_EXPERIMENT } from './experiment';
import { Parameters } from './parameters';
import { Results } from './results';
import { TraceChoice } from './trace-choice';
import { useContest } from './use-contest';
import { type TraceSource, useTrace } from './use-trace';
import './what-if.css';

const t = texts.whatIf;

export function WhatIfPage() {
  const [source, setSource] = useState<TraceSource | undefined>(Object.keys(BUILT_IN_TRACES)[0]);
  const [experiment, setExperiment] = useState(USUAL_EXPERIMENT);
  const { trace, complaint } = useTrace(source);
  const contest = useContest();
  return (
    <div class="page">
      <PageHeader title={t.title} intro={t.intro} />
      <div class="what-if">
        <form
          class="what-if-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (trace && !contest.isRunning) contest.run(experiment, trace);
          }}
        >
          <TraceChoice source={source} change={setSource} complaint={complaint} />
          <Parameters experiment={experiment} change={setExperiment} />
          <div class="row">
            <Button
              type="submit"
              kind="primary"
              isBusy={contest.isRunning}
              isDisabled={!trace || experiment.policies.length === 0}
            >
              {t.run}
            </Button>
          </div>
        </form>
        <div class="what-if-results">
          {trace && <Arrivals trace={trace} />}
          <Results {...contest} />
        </div>
      </div>
    </div>
  );
}
