// SPDX-License-Identifier: Apache-2.0

import type { EvaluationContext } from '../../expressions';

/** An evaluation context that tells when something is written through it. */
export function watchedContext(context: EvaluationContext, onWrite: () => void): EvaluationContext {
  return {
    pointerSize: context.pointerSize,
    name: (name) => context.name(name),
    type: (name) => context.type(name),
    register: (name) => context.register(name),
    names: async (prefix) => (await context.names?.(prefix)) ?? [],
    read: (address, length) => context.read(address, length),
    readRegister: (number) => context.readRegister(number),
    symbolAt: (address) => context.symbolAt(address),
    write: (address, bytes) => {
      onWrite();
      return context.write(address, bytes);
    },
    writeRegister: (number, value) => {
      onWrite();
      return context.writeRegister(number, value);
    },
  };
}
