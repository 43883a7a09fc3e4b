import { useEffect, useId, useState } from 'preact/hooks';
import type { PersonSummary } from '@facefleet/client/browser';
import { api, dataOf } from '../api/api';
import { useQuery } from '../api/use-query';
import { Field } from '../components/field';
import { personIdOf } from '../person-id';
import { texts } from '../texts';
import { useSettled } from '../use-settled';

export interface ChosenPerson {
  id: string;
  name: string;
  isNew: boolean;
}

const PAUSE_MS = 250;
const SUGGESTIONS = 8;

/** Somebody of the gallery by name, or somebody new. */
export function PersonChoice({
  label,
  gallery,
  start = '',
  mustExist = false,
  choose,
}: {
  label: string;
  gallery: string;
  /** Written already. */
  start?: string;
  mustExist?: boolean;
  /** undefined: what is written names nobody. */
  choose: (person: ChosenPerson | undefined) => void;
}) {
  const list = useId();
  const [text, setText] = useState(start);
  const sought = useSettled(text.trim(), PAUSE_MS);
  const found = useQuery(
    async (signal): Promise<PersonSummary[]> => {
      if (sought === '') return [];
      const params = { path: { gallery }, query: { name: sought, limit: SUGGESTIONS } };
      const { people } = await dataOf(api.GET('/v1/galleries/{gallery}/people', { params, signal }));
      return people;
    },
    [gallery, sought],
  );
  const name = text.trim();
  const chosen = personBy(name, found.data ?? [], mustExist);
  // Until the answer is there nobody knows whether somebody of this name exists.
  const isKnown = sought === name && (found.data !== undefined || found.failure !== undefined);
  useEffect(() => choose(isKnown ? chosen : undefined), [isKnown, chosen?.id, chosen?.isNew, chosen?.name]);
  return (
    <Field label={label} hint={isKnown && name !== '' ? hintOf(chosen, mustExist) : texts.people.choiceHint}>
      {(field) => (
        <>
          <input
            {...field}
            type="text"
            list={list}
            value={text}
            autoComplete="off"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <datalist id={list}>
            {found.data?.map((person) => (
              <option key={person.id} value={person.name}>
                {person.id}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function personBy(
  name: string,
  people: readonly PersonSummary[],
  mustExist: boolean,
): ChosenPerson | undefined {
  const folded = name.toLowerCase();
  const person = people.find((one) => one.id === name || one.name.toLowerCase() === folded);
  if (person) return { id: person.id, name: person.name, isNew: false };
  const id = personIdOf(name);
  return mustExist || id === '' ? undefined : { id, name, isNew: true };
}

function hintOf(chosen: ChosenPerson | undefined, mustExist: boolean): string {
  if (chosen === undefined) return mustExist ? texts.people.nobodyOfThatName : texts.people.noIdInName;
  return chosen.isNew ? texts.people.willBeNew(chosen.id) : texts.people.isThere(chosen.name, chosen.id);
}
