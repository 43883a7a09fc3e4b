import { effect, signal } from '@preact/signals';

export const THEMES = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof THEMES)[number];

/** No secret, so it may outlive the session. */
const KEPT_AS = 'facefleet.theme';

const kept = localStorage.getItem(KEPT_AS);
export const theme = signal<Theme>(THEMES.find((one) => one === kept) ?? 'auto');

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
/** Rises whenever colours change, for what is drawn by script. */
export const themeChanges = signal(0);
systemIsDark.addEventListener('change', () => themeChanges.value++);

effect(() => {
  const chosen = theme.value;
  if (chosen === 'auto') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEPT_AS);
  } else {
    document.documentElement.dataset.theme = chosen;
    localStorage.setItem(KEPT_AS, chosen);
  }
  themeChanges.value = themeChanges.peek() + 1;
});

/** @param token  as in tokens.css, `--accent` @returns a colour that a canvas understands */
export function colourOf(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
