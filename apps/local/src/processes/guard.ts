import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Apps are stopped before the servers that they talk to. */
export type Stage = 'app' | 'server';

/**
 * A small process of its own that ends what we started when we end in a way that leaves no time to do it (SIGKILL,
 * out of memory): it sees its standard input close, which happens however we die.
 */
export interface Guard {
  watch(pid: number, stage: Stage, signal: NodeJS.Signals): void;
  forget(pid: number): void;
  /** Ends the guard itself; call it last. */
  readonly close: () => void;
}

// Built or not: a test runs it from the sources, whose types Node strips.
const PROGRAM = fileURLToPath(new URL(`guard-program${extname(import.meta.url)}`, import.meta.url));

export const startGuard = (): Guard => {
  const watched = new Map<number, string>();
  let closing = false;
  const start = () => {
    // Its own process group: Ctrl-C in the terminal must not reach it.
    const child = spawn(process.execPath, [PROGRAM], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.on('error', () => undefined);
    child.on('error', () => undefined);
    child.on('exit', () => {
      if (closing) return;
      guard = start();
      for (const line of watched.values()) guard.stdin.write(line);
    });
    return child;
  };
  let guard = start();
  return {
    watch(pid, stage, signal) {
      const line = `+ ${String(pid)} ${stage} ${signal}\n`;
      watched.set(pid, line);
      guard.stdin.write(line);
    },
    forget(pid) {
      watched.delete(pid);
      guard.stdin.write(`- ${String(pid)}\n`);
    },
    close() {
      closing = true;
      guard.kill('SIGKILL');
    },
  };
};
