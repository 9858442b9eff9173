// SPDX-License-Identifier: Apache-2.0

/** A function that computes its result at the first call and gives the same one from then on. */
export function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
