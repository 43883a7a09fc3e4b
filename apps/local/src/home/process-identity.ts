import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * When a process was started, in whatever spelling this system has. Process ids are used again: only id and start
 * together say that it is still the same process.
 *
 * @returns undefined when there is no such process
 */
export function startOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  return existsSync('/proc/self/stat') ? startInProc(pid) : startByPs(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, and belongs to somebody else
  }
}

/** proc(5): field 22, counted after the command's name, which is in brackets and may contain anything. */
function startInProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fieldsFromThird = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fieldsFromThird[0] === 'Z' ? undefined : fieldsFromThird[22 - 3];
  } catch {
    return undefined; // it has just ended
  }
}

function startByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
