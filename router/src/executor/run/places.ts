/** A place of the answer as it is fetched: `@` stands for each element of a list. */
export type PlacePath = readonly string[];

export type Data = Record<string, unknown>;

/**
 * The objects at a place, in the order of the answer, each with how often it stands there. What was asked for once is the
 * same object wherever it was merged, so that there are far fewer of them than places.
 */
export function objectsAt(data: Data, path: PlacePath): Map<Data, number> {
  let values = new Map<object, number>([[data, 1]]);
  for (const step of path) {
    const next = new Map<object, number>();
    for (const [value, times] of values) {
      if (step === '@') {
        if (Array.isArray(value)) for (const one of value as readonly unknown[]) count(next, one, times);
      } else if (isObject(value)) count(next, value[step], times);
    }
    values = next;
  }
  const objects = new Map<Data, number>();
  for (const [value, times] of values) addObjects(objects, value, times);
  return objects;
}

/** Lists that the path does not name are lists all the same. */
function addObjects(objects: Map<Data, number>, value: unknown, times: number): void {
  if (Array.isArray(value)) for (const one of value) addObjects(objects, one, times);
  else if (isObject(value)) count(objects, value, times);
}

function count(values: Map<object, number>, value: unknown, times: number): void {
  if (typeof value !== 'object' || value === null) return;
  values.set(value, (values.get(value) ?? 0) + times);
}

/** The same objects with the paths of an error there. */
export function placesAt(data: Data, path: PlacePath): { object: Data; path: (string | number)[] }[] {
  let places: { value: unknown; path: (string | number)[] }[] = [{ value: data, path: [] }];
  for (const step of path) {
    places = places.flatMap((place) => {
      if (step === '@') return elementsOf(place);
      return isObject(place.value) ? [{ value: place.value[step], path: [...place.path, step] }] : [];
    });
  }
  return places
    .flatMap((place) => (Array.isArray(place.value) ? deepElementsOf(place) : [place]))
    .flatMap(({ value, path }) => (isObject(value) ? [{ object: value, path }] : []));
}

interface Place {
  value: unknown;
  path: (string | number)[];
}

function elementsOf({ value, path }: Place): Place[] {
  return Array.isArray(value) ? value.map((one: unknown, index) => ({ value: one, path: [...path, index] })) : [];
}

function deepElementsOf(place: Place): Place[] {
  return elementsOf(place).flatMap((one) => (Array.isArray(one.value) ? deepElementsOf(one) : [one]));
}

export function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
