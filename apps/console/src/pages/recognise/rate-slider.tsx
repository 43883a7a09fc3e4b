import type { Recognition } from '@facefleet/client/browser';
import { useId } from 'preact/hooks';
import { oneIn } from '../../format';
import { texts } from '../../texts';
import { changesAt } from './decide';

/** The slider goes by powers of ten: from one in a million to one in ten. */
const RARE = -6;
const OFTEN = -1;
const STEP = 0.1;

/** To two digits, as people write such a rate. */
const rateOf = (exponent: number) => Number((10 ** exponent).toPrecision(2));

export function RateSlider({
  result,
  decidedAt,
  rate,
  change,
}: {
  result: Recognition;
  decidedAt: number;
  /** What is being tried. */
  rate: number;
  change: (rate: number | undefined) => void;
}) {
  const id = useId();
  const changes = changesAt(result, rate);
  const isTried = rate !== decidedAt;
  return (
    <section class="card rate">
      <div>
        <label for={id} class="label">
          {texts.recognise.rate}
        </label>
        <p class="rate-figure">{texts.recognise.rateOf(oneIn(rate))}</p>
        <p class="small soft">{texts.recognise.rateHint}</p>
      </div>
      <div>
        <input
          id={id}
          type="range"
          min={RARE}
          max={OFTEN}
          step={STEP}
          value={Math.log10(rate)}
          aria-valuetext={oneIn(rate)}
          onInput={(event) => change(rateOf(Number(event.currentTarget.value)))}
        />
        <div class="rate-ends small soft" aria-hidden="true">
          <span>{texts.recognise.strict}</span>
          <span>{texts.recognise.lenient}</span>
        </div>
      </div>
      {isTried && (
        <div class="rate-changes" aria-live="polite">
          {changes.length === 0 ? (
            <p class="small soft">{texts.recognise.noChange}</p>
          ) : (
            <ul class="small">
              {changes.map(({ index, before, after }) => (
                <li key={index}>
                  {after.name ?? before.name ?? texts.recognise.faceNumber(index + 1)}:{' '}
                  <span class={`tag tag-${before.decision}`}>
                    {texts.recognise.decisions[before.decision]}
                  </span>{' '}
                  →{' '}
                  <span class={`tag tag-${after.decision}`}>{texts.recognise.decisions[after.decision]}</span>
                </li>
              ))}
            </ul>
          )}
          <button type="button" class="link small" onClick={() => change(undefined)}>
            {texts.recognise.backTo(oneIn(decidedAt))}
          </button>
        </div>
      )}
    </section>
  );
}
