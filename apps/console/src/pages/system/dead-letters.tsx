import type { components } from '@facefleet/client/browser';
import { useState } from 'preact/hooks';
import { api, dataOf } from '../../api/api';
import { useAction } from '../../api/use-action';
import { usePages } from '../../api/use-pages';
import { Button } from '../../components/button';
import { Confirm } from '../../components/confirm';
import { Paged } from '../../components/paged';
import { Empty, FailureNote } from '../../components/states';
import { time } from '../../format';
import { texts } from '../../texts';
import { Part } from './part';

type Letter = components['schemas']['DeadLetterList']['deadLetters'][number];

const t = texts.system.deadLetters;

export function DeadLetters() {
  const pages = usePages(deadLetters, []);
  const [leaving, setLeaving] = useState<Letter>();
  const { refresh } = pages.first;
  return (
    <Part title={t.title} lead={t.lead}>
      <Paged pages={pages} empty={<Empty icon="check" title={t.none} detail={t.noneLead} />}>
        {(letters) => (
          <ul class="rows">
            {letters.map((letter) => (
              <LetterRow
                key={letter.id}
                letter={letter}
                redriven={refresh}
                remove={() => setLeaving(letter)}
              />
            ))}
          </ul>
        )}
      </Paged>
      {leaving && <DeleteLetter id={leaving.id} deleted={refresh} close={() => setLeaving(undefined)} />}
    </Part>
  );
}

async function deadLetters(cursor: string | undefined, signal: AbortSignal) {
  const params = { query: cursor === undefined ? {} : { cursor } };
  const answer = await dataOf(api.GET('/v1/dead-letters', { params, signal }));
  return { items: answer.deadLetters, nextCursor: answer.nextCursor };
}

function LetterRow({
  letter,
  redriven,
  remove,
}: {
  letter: Letter;
  redriven: () => void;
  remove: () => void;
}) {
  const { id, kind, outcome, open, reason, firstSentAt, deliveries, redrivenAs } = letter;
  const redrive = useAction(async (_: void, signal) => {
    await api.POST('/v1/dead-letters/{id}/redrive', { params: { path: { id } }, signal });
  }, redriven);
  return (
    <li>
      <div class="row-text">
        <p class="row">
          <strong>{kind ?? t.unreadable}</strong>
          <span class={`tag ${open ? 'tag-danger' : ''}`}>{t.outcomes[outcome]}</span>
          {redrivenAs.length > 0 && <span class="tag tag-good">{t.redriven(redrivenAs.length)}</span>}
        </p>
        <p>{reason}</p>
        <p class="small soft">{t.sent(time(firstSentAt), deliveries)}</p>
        <details>
          <summary class="small soft">{t.message}</summary>
          <pre tabIndex={0}>{letter.text ?? JSON.stringify(letter.message, null, 2)}</pre>
        </details>
        {redrive.failure && <FailureNote failure={redrive.failure} />}
      </div>
      <div class="row">
        <Button isBusy={redrive.isBusy} onClick={() => redrive.run()}>
          {t.redrive}
        </Button>
        <Button kind="danger" onClick={remove}>
          {t.delete}
        </Button>
      </div>
    </li>
  );
}

function DeleteLetter({ id, deleted, close }: { id: string; deleted: () => void; close: () => void }) {
  const remove = useAction(
    async (_: void, signal) => {
      await api.DELETE('/v1/dead-letters/{id}', { params: { path: { id } }, signal });
    },
    () => {
      close();
      deleted();
    },
  );
  return (
    <Confirm title={t.deleteTitle} what={t.delete} action={remove} close={close}>
      <p>{t.deleteLead}</p>
    </Confirm>
  );
}
