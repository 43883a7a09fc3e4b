import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

export interface ButtonProps {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  type?: 'button' | 'submit';
  icon?: IconName;
  /** Under way: it stays where it is and does nothing. */
  isBusy?: boolean;
  isDisabled?: boolean;
  /** Where the children are no text. */
  label?: string;
  title?: string;
  onClick?: () => void;
  children?: ComponentChildren;
}

export function Button(props: ButtonProps) {
  const { kind = 'plain', type = 'button', icon, isBusy = false, isDisabled, label, title } = props;
  return (
    <button
      type={type}
      class={`button button-${kind}`}
      disabled={isDisabled}
      aria-busy={isBusy || undefined}
      aria-label={label}
      title={title ?? label}
      onClick={() => !isBusy && props.onClick?.()}
    >
      {isBusy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {props.children !== undefined && <span>{props.children}</span>}
    </button>
  );
}
