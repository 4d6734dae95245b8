import { counter, gauge } from '#observability';

export const countSpooled = (count: number): void => {
  counter('spooled').inc(count);
};

export const countUnspooled = (count: number): void => {
  counter('unspooled').inc(count);
};

export const showRecords = (records: number): void => {
  gauge('spoolRecords').set(records);
};

export const showOldest = (seconds: number): void => {
  gauge('spoolOldestSeconds').set(seconds);
};

export const showCircuit = (open: boolean): void => {
  gauge('circuitOpen').set(open ? 1 : 0);
};
