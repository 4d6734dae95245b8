import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { NODE, ROOT } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** What was told to end may take a moment to be gone. */
const GONE_MS = 2_000;
const LOOK_MS = 200;

/**
 * Runs a Node program in a process group of its own, its output on the terminal, and leaves nothing of it behind.
 *
 * @param isDone whether it has done its work; it then has `graceMs` to end by itself
 * @param limitMs how long it may take in all
 * @returns `ok`, whether it ended by itself with status 0; `hung`, whether it had to be ended; `left`, the command
 *   lines of what still ran when it was gone, and was ended (where the system tells, which is on Linux)
 */
export const runGroup = async (args, { isDone, graceMs, limitMs }) => {
  // Out of the terminal's group: its signals are handed on.
  const child = spawn(NODE, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const handOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, handOn);
  const started = Date.now();
  let doneAt;
  let hung = false;
  const watch = setInterval(() => {
    const now = Date.now();
    if (isDone()) doneAt ??= now;
    const overdue = doneAt === undefined ? now - started > limitMs : now - doneAt > graceMs;
    if (!overdue) return;
    hung = true;
    child.kill('SIGKILL');
  }, LOOK_MS);
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', resolve);
  });
  clearInterval(watch);
  for (const signal of SIGNALS) process.off(signal, handOn);
  const left = await endGroup(child.pid);
  return { ok: code === 0, hung, left };
};

const endGroup = async (group) => {
  if (group === undefined) return [];
  const left = await membersLeft(group);
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody is in it any more.
  }
  // What was killed runs on until the system comes to it.
  await membersLeft(group);
  return left;
};

/** Who is still in a group, a moment later at most. */
const membersLeft = async (group) => {
  for (const end = Date.now() + GONE_MS; membersOf(group).length > 0 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return membersOf(group);
};

/** The command lines of a group's living processes. */
const membersOf = (group) => processIds().flatMap((pid) => commandIfIn(group, pid));

const processIds = () => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};

const commandIfIn = (group, pid) => {
  try {
    // pid (name) state ppid pgrp …, and the name may hold anything.
    const [state, , pgrp] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    if (Number(pgrp) !== group || state === 'Z' || state === 'X') return [];
    return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()];
  } catch {
    return [];
  }
};
