import { AppError } from '@quartet/service-kit';

/**
 * The list of an argument, given as `{ name: list }`.
 * @throws AppError BAD_USER_INPUT if it is longer than `max`
 */
export function atMost(max: number, argument: Record<string, readonly string[]>): readonly string[] {
  const [[name, list] = ['', []]] = Object.entries(argument);
  if (list.length <= max) return list;
  throw new AppError('BAD_USER_INPUT', `"${name}" has ${list.length} entries: at most ${max} can be asked for at once`);
}
