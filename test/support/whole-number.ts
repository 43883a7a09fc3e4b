/** @throws Error with the usage where the value of an option is none from 1 on */
export function wholeNumber(option: string, value: string | number, usage: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${option} takes a whole number from 1.\n${usage}`);
  return number;
}
