// Waiting for conditions, always with a deadline.
import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 20_000;
const BETWEEN_MS = 10;

/**
 * Asks again and again until the answer is neither undefined, null nor false, and gives it. An assertion that fails
 * in the question counts as not yet; the last one is told when the deadline passes.
 */
export async function eventually(question, what, deadlineMs = DEADLINE_MS) {
  const until = Date.now() + deadlineMs;
  let last;
  for (;;) {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer;
      }
      last = undefined;
    } catch (error) {
      if (error?.code !== 'ERR_ASSERTION') {
        throw error;
      }
      last = error;
    }
    if (Date.now() > until) {
      throw new Error(`Not within ${deadlineMs} ms: ${what}.${last ? ' ' + last.message : ''}`, { cause: last });
    }
    await pause(BETWEEN_MS);
  }
}

/** The promise's value, or an error that says what was waited for when it does not come in time. */
export async function within(promise, what, deadlineMs = DEADLINE_MS) {
  let limit;
  const late = new Promise((_, reject) => {
    limit = setTimeout(() => reject(new Error(`Not within ${deadlineMs} ms: ${what}.`)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(limit);
  }
}
