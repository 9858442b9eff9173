// SPDX-License-Identifier: Apache-2.0
/**
 * What the condition of an event breakpoint sees: what has happened, and the frame of the thread on which it happened.
 * Most conditions ask for the former alone, and finding a frame costs many times more: it is found when it is asked for.
 */

import type { EvaluationContext } from '../expressions';
import { EVENT_NAME, withEvent } from './event-value';
import type { Occurrence } from './occurrence';

/** Casts name types, which are asked for without waiting. */
const MAY_NAME_TYPES = /[({]|\bsizeof\b/;
const POINTER_BYTES = 8;

/** @param frame what is seen in the frame */
export async function conditionContext(
  condition: string,
  occurrence: Occurrence,
  frame: () => Promise<EvaluationContext>,
): Promise<EvaluationContext> {
  return withEvent(MAY_NAME_TYPES.test(condition) ? await frame() : lazy(frame), occurrence);
}

function lazy(load: () => Promise<EvaluationContext>): EvaluationContext {
  let loading: Promise<EvaluationContext> | undefined;
  let loaded: EvaluationContext | undefined;
  const inner = (): Promise<EvaluationContext> => {
    loading ??= load().then((context) => {
      loaded = context;
      return context;
    });
    return loading;
  };
  return {
    pointerSize: POINTER_BYTES,
    name: async (name) => (await inner()).name(name),
    type: (name) => loaded?.type(name),
    register: async (name) => (name === EVENT_NAME.name ? undefined : (await inner()).register(name)),
    convenience: async (name) => (await inner()).convenience?.(name),
    conveniences: () => loaded?.conveniences?.() ?? [],
    names: async (prefix) => (await (await inner()).names?.(prefix)) ?? [],
    readRegister: async (number) => (await inner()).readRegister(number),
    writeRegister: async (number, value) => (await inner()).writeRegister(number, value),
    read: async (address, length) => (await inner()).read(address, length),
    write: async (address, bytes) => (await inner()).write(address, bytes),
    symbolAt: (address) => loaded?.symbolAt(address),
  };
}
