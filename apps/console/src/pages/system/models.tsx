import type { components } from '@facefleet/client/browser';
import { api, dataOf } from '../../api/api';
import { useQuery } from '../../api/use-query';
import { Loaded } from '../../components/states';
import { texts } from '../../texts';
import { Part } from './part';

type Model = components['schemas']['Models']['models'][number];

const t = texts.system.models;

export function Models() {
  const answer = useQuery((signal) => dataOf(api.GET('/v1/models', { signal })), []);
  return (
    <Part title={t.title} lead={t.lead}>
      <Loaded query={answer} needs="recognize">
        {({ models }) => defaultFirst(models).map((model) => <ModelDetails key={model.name} model={model} />)}
      </Loaded>
    </Part>
  );
}

function defaultFirst(models: readonly Model[]): Model[] {
  return [...models].sort((a, b) => Number(b.default) - Number(a.default));
}

function ModelDetails({ model }: { model: Model }) {
  const { name, description, installed, default: isDefault, parts, calibration } = model;
  return (
    <details class="model" open={isDefault}>
      <summary>
        <h3>{name}</h3>
        {isDefault && <span class="tag tag-good">{t.default}</span>}
        <span class={`tag ${installed ? '' : 'tag-warning'}`}>{installed ? t.installed : t.missing}</span>
        <span class="small soft">{description}</span>
      </summary>
      <div class="table-box card card-flush" tabIndex={0} role="region" aria-label={t.networksOf(name)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.network}</th>
              <th scope="col">{t.licence}</th>
              <th scope="col">{t.accuracy}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.name}>
                <th scope="row">
                  {part.name}
                  <span class="small soft">{t.tasks[part.task]}</span>
                </th>
                <td>
                  {part.licence}
                  <span class="small soft origin">{part.origin}</span>
                </td>
                <td>{part.accuracy ?? <span class="small soft">{t.notMeasured}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="small soft">
        {calibration
          ? t.calibrated(
              calibration.images,
              calibration.people,
              calibration.impostorPairs,
              calibration.madeOn,
            )
          : t.notCalibrated}
      </p>
    </details>
  );
}
