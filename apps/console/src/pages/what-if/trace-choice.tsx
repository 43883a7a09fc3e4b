import { BUILT_IN_TRACES } from '@facefleet/scaling';
import { useState } from 'preact/hooks';
import { Field } from '../../components/field';
import { texts } from '../../texts';
import type { TraceSource } from './use-trace';

const t = texts.whatIf.trace;
const FILE = 'a file';

export function TraceChoice({
  source,
  change,
  complaint,
}: {
  source: TraceSource | undefined;
  change: (source: TraceSource | undefined) => void;
  /** What is wrong with it. */
  complaint: string | undefined;
}) {
  const [isFile, setFile] = useState(false);
  return (
    <>
      <Field label={t.title} problem={isFile ? undefined : complaint}>
        {(field) => (
          <select
            {...field}
            value={isFile ? FILE : (source as string)}
            onChange={({ currentTarget: { value } }) => {
              setFile(value === FILE);
              change(value === FILE ? undefined : value);
            }}
          >
            {Object.keys(BUILT_IN_TRACES).map((name) => (
              <option key={name} value={name}>
                {t.builtIn[name as keyof typeof t.builtIn] ?? name}
              </option>
            ))}
            <option value={FILE}>{t.file}</option>
          </select>
        )}
      </Field>
      {isFile && (
        <Field label={t.csv} hint={t.format} problem={complaint}>
          {(field) => (
            <input
              {...field}
              type="file"
              accept=".csv,text/csv"
              onChange={({ currentTarget }) => change(currentTarget.files?.[0])}
            />
          )}
        </Field>
      )}
    </>
  );
}
