import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readSettings } from '../read-settings';
import { Assumptions } from './assumptions';
import { idleMonth, type Line, perMillion, sum } from './estimate';
import { Prices } from './prices';

const Given = z.strictObject({ prices: Prices.prefault({}), assumptions: Assumptions.prefault({}) });

function main(): void {
  const file = process.env.FACEFLEET_COST_FILE;
  const { prices, assumptions } = Given.parse(
    file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8')),
  );
  const settings = readSettings(process.env.FACEFLEET_STACK_SETTINGS);
  const given = { settings, prices, assumptions };
  print('Idle, a month', idleMonth(given));
  print('A million recognitions more', perMillion(given));
  const onDemand = perMillion({ ...given, prices: { ...prices, spotShare: 1 } });
  console.log(`With workers on demand: ${round(sum(onDemand))} USD a million.`);
  console.log(
    'List prices of us-east-1, as published in 2025 unless FACEFLEET_COST_FILE says otherwise: an estimate.',
  );
}

function print(title: string, lines: Line[]): void {
  console.log(`${title}: about ${round(sum(lines))} USD`);
  for (const { what, how, usd } of lines) console.log(`  ${usd.toFixed(2).padStart(8)}  ${what}: ${how}`);
  console.log('');
}

/** Two digits: more would say that more is known. */
function round(usd: number): number {
  return Number(usd.toPrecision(2));
}

main();
