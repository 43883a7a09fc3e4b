import type { Outcome } from '@facefleet/scaling';
import { timeSpan, number, percent } from '../../format';
import { texts } from '../../texts';
import type { Contest } from './use-contest';

const t = texts.whatIf.table;

interface Props {
  contest: Contest;
  /** By policy; those of which curves are drawn. */
  colours: ReadonlyMap<string, string>;
  mayDrawMore: boolean;
  onToggle: (policy: string) => void;
}

export function OutcomeTable({ contest: { outcomes, bound }, colours, mayDrawMore, onToggle }: Props) {
  return (
    <div class="outcomes-box">
      <div class="table-box card card-flush" tabIndex={0} role="region" aria-label={t.title}>
        <table class="outcomes">
          <thead>
            <tr>
              <th scope="col">{t.policy}</th>
              <th scope="col">{t.late}</th>
              <th scope="col">{t.cost}</th>
              <th scope="col">{t.ratio}</th>
              <th scope="col">{t.p50}</th>
              <th scope="col">{t.p99}</th>
              <th scope="col">{t.peak}</th>
              <th scope="col">{t.launches}</th>
            </tr>
          </thead>
          <tbody>
            {outcomes.map((outcome) => (
              <tr key={outcome.policy}>
                <th scope="row">
                  <label class="choice">
                    <input
                      type="checkbox"
                      checked={colours.has(outcome.policy)}
                      disabled={!colours.has(outcome.policy) && !mayDrawMore}
                      style={{ accentColor: `var(${colours.get(outcome.policy) ?? '--ink-soft'})` }}
                      onChange={() => onToggle(outcome.policy)}
                    />
                    <span>
                      {outcome.policy}
                      <span class="unseen"> {t.draw}</span>
                    </span>
                  </label>
                </th>
                <td title={number(outcome.missed)}>{percent(lateShare(outcome))}</td>
                <td>{timeSpan(outcome.billedInstanceS)}</td>
                <td>
                  {bound && bound.instanceS > 0 ? number(outcome.billedInstanceS / bound.instanceS) : '…'}
                </td>
                <td>{timeSpan(outcome.p50WaitS)}</td>
                <td>{timeSpan(outcome.p99WaitS)}</td>
                <td>{outcome.peakInstances}</td>
                <td>{outcome.launches}</td>
              </tr>
            ))}
            {bound && (
              <tr class="bound">
                <th scope="row">{t.bound}</th>
                <td>{bound.withinMaxWorkers ? percent(0) : t.withMore}</td>
                <td>{timeSpan(bound.instanceS)}</td>
                <td>1</td>
                <td colSpan={4} />
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {bound && <p class="small soft">{t.aboutBound(bound.method)}</p>}
    </div>
  );
}

export function lateShare({ missed, requests }: Outcome): number {
  return requests === 0 ? 0 : missed / requests;
}
