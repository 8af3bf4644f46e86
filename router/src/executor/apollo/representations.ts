/** Representations as the planner sent them, and each different one once. */
export interface UniqueRepresentations {
  readonly unique: readonly unknown[];
  /** For each representation that was sent: its place in `unique`. */
  readonly placeOf: readonly number[];
}

/** The planner sends the same entity as often as it occurs in the answer; a subgraph need see it only once. */
export function uniqueRepresentations(sent: readonly unknown[]): UniqueRepresentations {
  const places = new Map<string, number>();
  const unique: unknown[] = [];
  const placeOf = sent.map((representation) => {
    const key = JSON.stringify(representation);
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = unique.push(representation) - 1;
    places.set(key, place);
    return place;
  });
  return { unique, placeOf };
}

/** Each entity at every place that asked for it: a copy each, since the planner writes into what it gets. */
export function spreadEntities(entities: readonly unknown[], placeOf: readonly number[]): unknown[] {
  const used = new Set<number>();
  return placeOf.map((place) => {
    const entity = entities[place] ?? null;
    if (!used.has(place)) {
      used.add(place);
      return entity;
    }
    return structuredClone(entity);
  });
}
