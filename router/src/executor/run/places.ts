/** A place of the answer as it is fetched: `@` stands for each element of a list. */
export type PlacePath = readonly string[];

export type Data = Record<string, unknown>;

/** Each object at a place, in the order of the answer; one that stands there several times is given as often. */
export function objectsAt(data: Data, path: PlacePath): Data[] {
  let values: unknown[] = [data];
  for (const step of path) {
    const next: unknown[] = [];
    for (const value of values) {
      if (step === '@') {
        if (Array.isArray(value)) for (const one of value) next.push(one);
      } else if (isObject(value)) next.push(value[step]);
    }
    values = next;
  }
  // Lists that the path does not name are lists all the same.
  return values.some(isNoObject) ? values.flat<unknown[], number>(Infinity).filter(isObject) : (values as Data[]);
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

const isNoObject = (value: unknown) => !isObject(value);
