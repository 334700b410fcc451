// Quantities as Kubernetes writes them, as numbers and back. Pure.

/** Multiples of suffixes; of CPU a thousandth is `m`. */
const suffixes: Readonly<Record<string, number>> = {
  ...{ "": 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, u: 1e-6, n: 1e-9 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** A quantity of Kubernetes as a number, with an exponent or a suffix; undefined where it is none. */
export function quantity(text: string | number | undefined): number | undefined {
  const form = /^\+?(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+)|([a-zA-Z]*))$/;
  const [, digits, exponent = "0", suffix = ""] = form.exec(String(text)) ?? [];
  const factor = suffixes[suffix];
  return digits === undefined || factor === undefined ? undefined : Number(`${digits}e${exponent}`) * factor;
}

export const mib = 2 ** 20;
export const gib = 2 ** 30;

const shown: Readonly<Record<string, (value: number) => string>> = {
  memory: (value) => `${Math.ceil(value / mib)}Mi`,
  storage: (value) => `${Math.ceil(value / gib)}Gi`,
  cpu: (value) => String(Math.ceil(value * 1_000) / 1_000),
};

/** A number of it, as people write it: by the last part of the resource's name. */
export const asQuantity = (resource: string, value: number): string =>
  (shown[resource.replace(/^.*\./, "")] ?? String)(value);
