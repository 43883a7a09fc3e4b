import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Button } from '../components/button';
import { Icon } from '../components/icon';
import { IMAGE_TYPES, imagesAmong } from './image-files';

export interface DropZoneProps {
  title: string;
  hint?: string;
  /** On the button that opens the files of the machine. */
  pick: string;
  accept?: string;
  isMultiple?: boolean;
  /** Lower, beside what was dropped before. */
  isSmall?: boolean;
  take: (files: File[]) => void;
  /** Further ways to bring something in. */
  children?: ComponentChildren;
}

export function DropZone({ accept = IMAGE_TYPES, isMultiple = true, take, ...props }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const taken = (files: FileList | undefined | null) => {
    const all = [...(files ?? [])];
    const wanted = accept === IMAGE_TYPES ? imagesAmong(all) : all;
    if (wanted.length > 0) take(isMultiple ? wanted : wanted.slice(0, 1));
  };
  return (
    <div
      class={`drop-zone bracketed ${isOver ? 'is-over' : ''} ${props.isSmall ? 'is-small' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        taken(event.dataTransfer?.files);
      }}
    >
      {!props.isSmall && <Icon name="upload" />}
      <p class="drop-zone-title">{props.title}</p>
      {props.hint && <p class="soft small">{props.hint}</p>}
      <div class="row">
        <Button
          kind={props.isSmall ? 'plain' : 'primary'}
          icon={props.isSmall ? 'upload' : undefined}
          onClick={() => input.current?.click()}
        >
          {props.pick}
        </Button>
        {props.children}
      </div>
      <input
        ref={input}
        class="unseen"
        type="file"
        tabIndex={-1}
        aria-label={props.pick}
        accept={accept}
        multiple={isMultiple}
        onChange={(event) => {
          taken(event.currentTarget.files);
          event.currentTarget.value = ''; // the same file may be picked again
        }}
      />
    </div>
  );
}
