/** What an edit is answered with that follows on another version than the current one. */
export function concurrentModification(currentVersion: number) {
  return {
    __typename: 'ConcurrentModification',
    message: 'Somebody else changed this in between: read it again',
    currentVersion,
  } as const;
}
