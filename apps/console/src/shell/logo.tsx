import { texts } from '../texts';

/** A face's frame around a fleet. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M3 10V6a3 3 0 0 1 3-3h4M22 3h4a3 3 0 0 1 3 3v4M29 22v4a3 3 0 0 1-3 3h-4M10 29H6a3 3 0 0 1-3-3v-4" />
        <circle cx="9.500" cy="16" r="2.300" />
        <circle cx="16" cy="16" r="2.300" opacity=".7" />
        <circle cx="22.500" cy="16" r="2.300" opacity=".4" />
      </svg>
      <span>{texts.product}</span>
    </span>
  );
}
