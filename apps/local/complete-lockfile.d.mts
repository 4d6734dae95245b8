export declare const completeLock: (lock: { packages: Record<string, unknown> }) => {
  added: string[];
  unknown: string[];
};
