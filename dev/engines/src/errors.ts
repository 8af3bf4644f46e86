import { StartError } from '@quartet/service-kit/start-error';

const FILE_FAULTS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is read-only',
  ENOSPC: 'there is no space left on its disk',
  EDQUOT: 'there is no space left on its disk',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a file of that name is in the way',
};

/** A file system's refusal, as one line with what to do about it; any other error stays what it is. */
export function explainFileFault(error: unknown, advice: string): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  // what Node says of a folder to be made, with its parents, on a read-only disk
  const fault = code === 'ENOENT' && syscall === 'mkdir' ? FILE_FAULTS['EROFS'] : FILE_FAULTS[code ?? ''];
  if (error instanceof StartError || fault === undefined) return error;
  return new StartError(`${path ?? 'A file'} cannot be written: ${fault}. ${advice}`);
}
