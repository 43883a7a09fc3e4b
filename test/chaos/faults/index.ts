import { CLOCK_FAULTS } from './clocks';
import type { Fault } from './fault';
import { PROCESS_FAULTS } from './processes';
import { STORE_FAULTS } from './stores';

export const FAULTS: readonly Fault[] = [...PROCESS_FAULTS, ...STORE_FAULTS, ...CLOCK_FAULTS];
export type { Fault };
