import { useState } from 'preact/hooks';
import { texts } from '../../texts';
import type { FleetStatus } from './fleet-status';

const t = texts.fleet.spending;
/** Prices differ by machine, place and day: whoever pays knows. */
const STORED_AS = 'facefleet.price-an-hour';

/** What the time of the machines costs, where they are paid for. */
export function Spending({
  machineS,
  kind,
}: {
  machineS: number | undefined;
  kind: FleetStatus['fleetKind'];
}) {
  const [price, setPrice] = useState(() => localStorage.getItem(STORED_AS) ?? '');
  if (kind === 'process') return <>{t.free}</>;
  const cost = price === '' || machineS === undefined ? undefined : (machineS / 3600) * Number(price);
  return (
    <span class="spending">
      {cost !== undefined && <span>{t.spent(cost.toFixed(2))}</span>}
      <label>
        <span class="unseen">{t.price}</span>
        <input
          type="number"
          inputMode="decimal"
          min={0}
          step="any"
          placeholder={t.pricePlaceholder}
          value={price}
          onInput={({ currentTarget: { value } }) => {
            setPrice(value);
            localStorage.setItem(STORED_AS, value);
          }}
        />
      </label>
      <span>{t.anHour}</span>
    </span>
  );
}
