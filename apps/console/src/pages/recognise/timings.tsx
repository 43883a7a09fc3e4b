import type { Recognition } from '@facefleet/client/browser';
import { duration } from '../../format';
import { texts } from '../../texts';

/** In the order in which they happen. */
const STAGES = ['queueMs', 'fetchMs', 'decodeMs', 'detectMs', 'embedMs'] as const;

export function Timings({ result: { timings, model } }: { result: Recognition }) {
  const total = STAGES.reduce((sum, stage) => sum + timings[stage], 0);
  return (
    <section class="timings" aria-label={texts.recognise.timings}>
      <div class="row row-apart small">
        <span class="label">{texts.recognise.timings}</span>
        <span class="number">{duration(total)}</span>
      </div>
      <div class="timings-bar" aria-hidden="true">
        {STAGES.map((stage) => (
          <span key={stage} class={`stage-${stage}`} style={{ flexGrow: timings[stage] }} />
        ))}
      </div>
      <dl class="timings-list small">
        {STAGES.map((stage) => (
          <div key={stage}>
            <dt>
              <span class={`dot stage-${stage}`} aria-hidden="true" />
              {texts.recognise.stages[stage]}
            </dt>
            <dd class="number">{duration(timings[stage])}</dd>
          </div>
        ))}
      </dl>
      <p class="small soft">{texts.recognise.by(model)}</p>
    </section>
  );
}
