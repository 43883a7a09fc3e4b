export * from './decision-key';
export * from './decision-store';
export * from './fleet-orders';
export * from './fleet.module';
export * from './order';
