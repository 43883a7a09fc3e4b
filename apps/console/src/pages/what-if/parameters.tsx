import { POLICY_NAMES } from '@facefleet/scaling';
import { Field } from '../../components/field';
import { texts } from '../../texts';
import type { Experiment } from './experiment';

const t = texts.whatIf.parameters;
const about: Record<string, string> = texts.whatIf.about;

interface Parameter {
  name: Exclude<keyof Experiment, 'policies'>;
  min: number;
  step: number | 'any';
}

const PARAMETERS: readonly Parameter[] = [
  { name: 'sloS', min: 1, step: 'any' },
  { name: 'serviceS', min: 0.01, step: 'any' },
  { name: 'bootP50S', min: 0.1, step: 'any' },
  { name: 'bootP90S', min: 0.1, step: 'any' },
  { name: 'minWorkers', min: 0, step: 1 },
  { name: 'maxWorkers', min: 1, step: 1 },
];

export function Parameters({
  experiment,
  change,
}: {
  experiment: Experiment;
  change: (experiment: Experiment) => void;
}) {
  const { policies } = experiment;
  const toggle = (policy: string, isWanted: boolean) =>
    POLICY_NAMES.filter((name) => (name === policy ? isWanted : policies.includes(name)));
  return (
    <>
      <fieldset class="parameters">
        <legend>{t.title}</legend>
        {PARAMETERS.map(({ name, min, step }) => (
          <Field key={name} label={t[name]}>
            {(field) => (
              <input
                {...field}
                type="number"
                min={min}
                step={step}
                required={name !== 'maxWorkers'}
                placeholder={name === 'maxWorkers' ? t.auto : undefined}
                value={experiment[name]}
                onInput={({ currentTarget: { value, valueAsNumber } }) =>
                  change({ ...experiment, [name]: value === '' ? undefined : valueAsNumber })
                }
              />
            )}
          </Field>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t.policies}</legend>
        {POLICY_NAMES.map((policy) => (
          <label key={policy} class="choice">
            <input
              type="checkbox"
              checked={policies.includes(policy)}
              onChange={({ currentTarget: { checked } }) =>
                change({ ...experiment, policies: toggle(policy, checked) })
              }
            />
            <span>
              {policy} <span class="small soft">{about[policy]}</span>
            </span>
          </label>
        ))}
      </fieldset>
    </>
  );
}
