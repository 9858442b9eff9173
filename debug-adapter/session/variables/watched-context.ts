// SPDX-License-Identifier: Apache-2.0

import { derivedContext, type EvaluationContext } from '../../expressions';

/** An evaluation context that tells when something is written through it. */
export function watchedContext(context: EvaluationContext, onWrite: () => void): EvaluationContext {
  return derivedContext(context, {
    write: (address, bytes) => {
      onWrite();
      return context.write(address, bytes);
    },
    writeRegister: (number, value) => {
      onWrite();
      return context.writeRegister(number, value);
    },
  });
}
