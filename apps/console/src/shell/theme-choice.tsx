import { Icon } from '../components/icon';
import { texts } from '../texts';
import { theme, THEMES } from './theme';

const ICONS = { light: 'sun', dark: 'moon', auto: 'contrast' } as const;

export function ThemeChoice() {
  return (
    <fieldset class="theme-choice">
      <legend class="unseen">{texts.shell.theme}</legend>
      {THEMES.map((one) => (
        <label key={one} title={texts.shell.themes[one]}>
          <input
            type="radio"
            name="theme"
            value={one}
            checked={theme.value === one}
            onChange={() => (theme.value = one)}
          />
          <Icon name={ICONS[one]} />
          <span class="unseen">{texts.shell.themes[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
